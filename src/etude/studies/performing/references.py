"""MeasureYardsticks: the cheap references, scored without touching confirmation or test rows."""

import math
import time
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.data.folds import Fold
from etude.measuring.losses import losses_by_unit, unit_losses
from etude.measuring.metrics import score
from etude.records.moves import MeasureYardsticks, YardsticksMeasured
from etude.records.problem import Problem
from etude.records.split import FoldName
from etude.studies.performing.outputs import Floats
from etude.studies.performing.workspace import Workspace
from etude.training.yardsticks import fit_yardstick


def perform_yardsticks(move: MeasureYardsticks, work: Workspace) -> YardsticksMeasured:
    """Each yardstick learns the learn rows and is scored on the stop rows (cross-validation: one
    repeat, out of fold)."""
    start = time.monotonic()
    folds = _folds(work)
    rows = np.concatenate([_scored(work, fold) for fold in folds])
    outputs = {name: _outputs(work, name, folds) for name in move.names}
    truth, clusters = work.truth(rows), work.typed.clusters[rows]
    scale = work.scale(rows)
    losses = {
        name: float(losses_by_unit(work.problem, truth, one, clusters, scale).mean())
        for name, one in outputs.items()
    }
    # A network measures the steps ahead from each window's level: not the unit of these losses.
    alike = work.problem.forecast is None
    training = {name: _training_loss(work, rows, one) for name, one in outputs.items()}
    return YardsticksMeasured(
        scores=tuple(
            (name, score(work.problem, truth, one, scale=scale)) for name, one in outputs.items()
        ),
        losses=tuple(losses.items()),
        units=len(rows),
        reference_loss=training[move.names[0]] if alike else math.nan,
        linear_loss=training["linear"] if alike else math.nan,
        seconds=round(time.monotonic() - start, 3),
    )


def _folds(work: Workspace) -> list[Fold]:
    parts = 5 if work.split.lane == "cross-validation" else 1
    return [work.fold(FoldName(0, part), 0) for part in range(parts)]


def _scored(work: Workspace, fold: Fold) -> npt.NDArray[Any]:
    return fold.judge if work.split.lane == "cross-validation" else fold.stop


def _outputs(work: Workspace, name: str, folds: list[Fold]) -> Floats:
    return np.concatenate(
        [
            fit_yardstick(name, work.typed, fold.learn, work.problem).predict(
                work.typed, _scored(work, fold)
            )
            for fold in folds
        ]
    )


def _training_loss(work: Workspace, rows: npt.NDArray[np.int64], outputs: Floats) -> float:
    """What training minimises by default, so that curves can be held against it."""
    metric = "log_loss" if work.problem.is_classification else "rmse"
    plain: Problem = replace(work.problem, metric=metric)
    return float(unit_losses(plain, work.truth(rows), outputs, work.scale(rows)).mean())
