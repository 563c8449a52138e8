"""Where a classifier is right and wrong: counts, curves, calibration, thresholds."""

import numpy as np
import numpy.typing as npt

from etude.measuring.decisions import decide, has_costs, row_costs
from etude.measuring.metrics import f1_of, score
from etude.records.exam import (
    CalibrationBin,
    CalibrationCurve,
    ClassScores,
    Confusion,
    Curve,
    ThresholdRow,
)
from etude.records.problem import Problem

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_POINTS = 200
MOST_CLASSES_DRAWN = 10
BINS = 10


def confusion(problem: Problem, truth: Codes, decided: Codes) -> Confusion:
    """Rows by true and predicted class."""
    classes = len(problem.labels)
    counts = np.bincount(truth * classes + decided, minlength=classes**2)
    rows = counts.reshape(classes, classes).tolist()
    return Confusion(problem.labels, tuple(tuple(row) for row in rows))


def class_scores(counted: Confusion) -> tuple[ClassScores, ...]:
    """Precision, recall and F1 of each class; 0 where there is nothing to divide by."""
    counts = np.array(counted.counts)
    return tuple(
        _one_class(label, int(counts[one, one]), int(counts[one].sum()), int(counts[:, one].sum()))
        for one, label in enumerate(counted.labels)
    )


def _one_class(label: str, found: int, true: int, said: int) -> ClassScores:
    precision, recall = found / max(said, 1), found / max(true, 1)
    return ClassScores(label, precision, recall, f1_of(precision, recall), true, said)


# --- curves ----------------------------------------------------------------------------------


def class_curves(problem: Problem, truth: Codes, probabilities: Floats) -> tuple[Curve, ...]:
    """A ``roc`` and a ``precision_recall`` curve of the second of two classes, or of each of the
    most frequent ten against the rest; classes without a yes or a no have none."""
    counts = np.bincount(truth, minlength=len(problem.labels))
    drawn = [1] if len(counts) == 2 else np.argsort(-counts, kind="stable")[:MOST_CLASSES_DRAWN]
    curves: list[Curve] = []
    for one in drawn:
        if 0 < counts[one] < len(truth):
            curves += _pair(problem.labels[one], truth == one, probabilities[:, one])
    return tuple(curves)


def _pair(label: str, is_class: Flags, probability: Floats) -> tuple[Curve, Curve]:
    order = np.argsort(-probability, kind="stable")
    ends = np.r_[np.flatnonzero(np.diff(probability[order])), len(order) - 1]
    found = np.cumsum(is_class[order])[ends]
    said = ends + 1.0
    total, rest = int(is_class.sum()), int((~is_class).sum())
    thresholds = np.r_[np.inf, probability[order][ends]]
    recall = np.r_[0.0, found / total]
    false_alarms = np.r_[0.0, (said - found) / rest]
    precision = np.r_[found[0] / said[0], found / said]
    areas = [_area(is_class, probability, name) for name in ("roc_auc", "average_precision")]
    roc = _curve("roc", label, (false_alarms, recall, thresholds), areas[0], 0.5)
    share = total / len(is_class)
    return roc, _curve("precision_recall", label, (recall, precision, thresholds), areas[1], share)


def _area(is_class: Flags, probability: Floats, metric: str) -> float:
    against_rest = Problem("", "classification", (), ("rest", "class"), metric, "")
    return score(
        against_rest, is_class.astype(np.int64), np.column_stack([1 - probability, probability])
    )


def _curve(
    name: str, label: str, columns: tuple[Floats, Floats, Floats], area: float, base: float
) -> Curve:
    count = len(columns[0])
    kept = np.unique(np.linspace(0, count - 1, min(count, MOST_POINTS)).round().astype(np.int64))
    x, y, thresholds = (tuple(column[kept].tolist()) for column in columns)
    return Curve(name, label, x, y, thresholds, area, base)


# --- what the probabilities are worth --------------------------------------------------------


def calibration_curve(
    problem: Problem, truth: Codes, decided: Codes, probabilities: Floats
) -> CalibrationCurve:
    """Said against come true in ten bins of equal width, and the expected calibration error.

    Two classes: the probability of the second. Several: that of the predicted class.
    Source: Naeini, Cooper and Hauskrecht 2015 (expected calibration error).
    """
    if len(problem.labels) == 2:
        said, true, label = probabilities[:, 1], truth == 1, problem.labels[1]
    else:
        said = probabilities[np.arange(len(truth)), decided]
        true, label = truth == decided, ""
    place = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    filled = [one for one in range(BINS) if (place == one).any()]
    bins = tuple(_bin(one, said[place == one], true[place == one]) for one in filled)
    gap = sum(abs(one.said - one.came_true) * one.rows for one in bins) / max(len(truth), 1)
    return CalibrationCurve(label, bins, gap)


def _bin(place: int, said: Floats, true: Flags) -> CalibrationBin:
    return CalibrationBin(
        place / BINS, (place + 1) / BINS, float(said.mean()), float(true.mean()), len(said)
    )


def threshold_table(
    problem: Problem, truth: Codes, probabilities: Floats
) -> tuple[ThresholdRow, ...]:
    """Two classes: precision, recall, F1 and cost at 0.01 to 0.99, as far as any row is a yes."""
    if len(problem.labels) != 2:
        return ()
    reached = [t / 100 for t in range(1, 100) if probabilities[:, 1].max() >= t / 100]
    return tuple(_at(problem, truth, probabilities, threshold) for threshold in reached)


def _at(problem: Problem, truth: Codes, probabilities: Floats, threshold: float) -> ThresholdRow:
    decided = decide(problem, probabilities, threshold)
    found, said, true = int((truth & decided).sum()), int(decided.sum()), int(truth.sum())
    precision, recall = found / max(said, 1), found / max(true, 1)
    cost = None
    if has_costs(problem):
        cost = float(row_costs(problem, truth, decided).mean())
    return ThresholdRow(threshold, precision, recall, f1_of(precision, recall), cost)
