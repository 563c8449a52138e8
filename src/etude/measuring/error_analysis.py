"""Where the model is right and wrong on the test rows: data for the report, no drawing."""

import numpy as np
import numpy.typing as npt

from etude.data.typed import TypedTable
from etude.measuring.class_analysis import (
    calibration_curve,
    class_curves,
    class_scores,
    confusion,
    threshold_table,
)
from etude.measuring.decisions import decide
from etude.measuring.importance import Predict, permutation_importance
from etude.measuring.residuals import residuals
from etude.measuring.row_losses import row_losses
from etude.measuring.row_words import cells_in_words
from etude.measuring.slices import find_slices
from etude.measuring.weighted import as_columns
from etude.records.column import Schema
from etude.records.exam import ErrorAnalysis, Importance, WorstRow
from etude.records.figures import number_said
from etude.records.problem import Problem

Floats = npt.NDArray[np.float64]

WORST_ROWS = 20
SHOWN_LETTERS = 200  # of a text among the worst rows
SHOWN_COLUMNS = 4  # of the worst rows, those whose shuffling harms most
SHOWN_STEPS = 6  # of a forecast among the worst rows


def analyse_errors(
    problem: Problem,
    typed: TypedTable,
    outputs: Floats,
    scale: npt.ArrayLike,
    *,
    predict: Predict,
    threshold: float | None,
    schema: Schema,
) -> ErrorAnalysis:
    """Everything the report draws about errors.

    In:     typed rows with their target, at least one; outputs float64 [n, outputs] of the frozen
            predictor; scale float64 [T] (numbers); ``predict`` gives outputs for shuffled rows;
            threshold: the predictor's, two classes only.
    Raises: ValueError where the rows have no target.
    """
    losses = row_losses(problem, typed, outputs, scale)
    slices = find_slices(typed, losses, schema)
    # Windows of a forecast overlap: a channel cannot be shuffled in one and kept in the next.
    importance = (
        () if problem.forecast else permutation_importance(problem, typed, scale, predict, schema)
    )
    if not problem.is_classification:
        truth, said = as_columns(np.asarray(typed.target)), as_columns(outputs)
        left = residuals(problem, *(_by_target(one, problem) for one in (truth, said)))
        in_words = _numbers(truth, problem), _numbers(said, problem)
        worst = _worst(typed, losses, in_words, importance, schema)
        return ErrorAnalysis(None, (), (), None, (), left, worst, slices, importance)
    codes = np.asarray(typed.target, dtype=np.int64)
    decided = decide(problem, outputs, threshold)
    counted = confusion(problem, codes, decided)
    labels = [problem.labels[code] for code in codes]
    answers = [
        f"{problem.labels[code]} ({100 * chances[code]:.0f} %)"
        for code, chances in zip(decided, outputs, strict=True)
    ]
    return ErrorAnalysis(
        confusion=counted,
        classes=class_scores(counted),
        curves=class_curves(problem, codes, outputs),
        calibration=calibration_curve(problem, codes, decided, outputs),
        thresholds=threshold_table(problem, codes, outputs),
        residuals=(),
        worst=_worst(typed, losses, (labels, answers), importance, schema),
        slices=slices,
        importance=importance,
    )


def _by_target(values: Floats, problem: Problem) -> Floats:
    """Numbers [n, T]; of a forecast all steps ahead, one after the other."""
    return values.reshape(-1, len(problem.targets))


def _numbers(values: Floats, problem: Problem) -> list[str]:
    unit = f" {problem.unit}" if problem.unit else ""
    more = ", ..." if problem.forecast and values.shape[1] > SHOWN_STEPS else ""
    shown = values[:, :SHOWN_STEPS] if problem.forecast else values
    return [", ".join(number_said(one) + unit for one in row) + more for row in shown.tolist()]


def _worst(
    typed: TypedTable,
    losses: Floats,
    truth_and_answers: tuple[list[str], list[str]],
    importance: tuple[Importance, ...],
    schema: Schema,
) -> tuple[WorstRow, ...]:
    """The rows with the largest losses, worst first; equal ones in the order of the rows."""
    truth, prediction = truth_and_answers
    telling = tuple(one.column for one in importance[:SHOWN_COLUMNS])
    order = np.argsort(-losses, kind="stable")[:WORST_ROWS].tolist()
    return tuple(
        WorstRow(
            int(typed.units[row]),
            truth[row],
            prediction[row],
            float(losses[row]),
            "" if typed.documents is None else typed.documents[row][:SHOWN_LETTERS],
            cells_in_words(typed, row, telling, schema),
        )
        for row in order
    )
