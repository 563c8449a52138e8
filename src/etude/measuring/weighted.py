"""Every metric as a function of row weights: the one implementation behind all the others.

A score is the metric under equal weights, a jackknife leaves groups out by weight 0, a bootstrap
draws rows by whole-number weights. So there is one place where a metric is computed.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from etude.measuring.decisions import cost_threshold, decide, row_costs
from etude.records.problem import METRICS, Problem

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.int64] | Floats
Measure = Callable[[Floats], Floats]

SMALLEST_PROBABILITY = 1e-7  # float32's resolution near 1: a bolder claim is not believed
MISTAKE_NATS = 1.3862943611198906  # log 4: a mistake's median, if its class got 0 to 1/2 evenly


def measure_of(
    problem: Problem,
    truth: Truth,
    outputs: Floats,
    metric: str,
    threshold: float | None = None,
    scale: npt.ArrayLike | None = None,
) -> Measure:
    """The metric of these rows as a function of weights.

    In:     truth int64 [n] or float64 [n, T]; outputs float64 [n, K] or [n, T]; scale float64
            [n, T], what errors are divided by, for mase alone.
    Out:    a function from weights float64 [B, n] to scores float64 [B]; nan where the metric
            has no value (for example the ROC AUC of one class).
    Raises: ValueError for a metric of another task, or expected_cost without costs.
    """
    if METRICS[metric].task != problem.task:
        raise ValueError(f"{metric} is no metric for {problem.task}")
    if metric == "mase":
        return _mase(as_columns(truth), as_columns(outputs), scale)
    if not problem.is_classification:
        return _REGRESSION[metric](as_columns(truth), as_columns(outputs))
    codes = np.asarray(truth, dtype=np.int64)
    if metric == "log_loss":
        return _mean(surprise(codes, outputs))
    if metric == "expected_cost":
        at = cost_threshold(problem) if threshold is None else threshold
        return _mean(row_costs(problem, codes, decide(problem, outputs, at)))
    if metric in _RANKING:
        return _ranking(codes, outputs, _RANKING[metric])
    return _counting(codes, decide(problem, outputs, threshold), outputs.shape[1], metric)


def as_columns(values: npt.ArrayLike) -> Floats:
    """Numbers float64 [n] or [n, T] as [n, T]."""
    array = np.asarray(values, dtype=np.float64)
    return array[:, None] if array.ndim == 1 else array


def surprise(truth: npt.NDArray[np.int64], probabilities: Floats) -> Floats:
    """-log of the probability given to the true class, nats, float64 [n]."""
    given = probabilities[np.arange(len(truth)), truth]
    return np.asarray(-np.log(np.clip(given, SMALLEST_PROBABILITY, 1.0)))


def _divide(above: Floats, below: Floats, empty: float) -> Floats:
    shares = np.full(above.shape, empty)
    np.divide(above, below, out=shares, where=below != 0)
    return shares


def _mean(row_values: Floats) -> Measure:
    def measure(weights: Floats) -> Floats:
        return np.asarray(weights @ row_values / weights.sum(axis=1))

    return measure


# --- numbers ---------------------------------------------------------------------------------


def _rmse(truth: Floats, outputs: Floats) -> Measure:
    squares = (outputs - truth) ** 2
    return lambda w: np.sqrt(w @ squares / w.sum(axis=1)[:, None]).mean(axis=1)


def _mae(truth: Floats, outputs: Floats) -> Measure:
    return _mean(np.abs(outputs - truth).mean(axis=1))


def _r2(truth: Floats, outputs: Floats) -> Measure:
    errors = (outputs - truth) ** 2  # (n, T)
    centred = truth - truth.mean(axis=0)  # against the rounding of large numbers

    def measure(weights: Floats) -> Floats:
        total = weights.sum(axis=1)[:, None]
        spread = weights @ centred**2 - (weights @ centred) ** 2 / total
        constant = spread <= 1e-12 * (weights @ centred**2)
        share = _divide(weights @ errors, np.where(constant, 0.0, spread), np.nan)
        return np.asarray((1.0 - share).mean(axis=1), dtype=np.float64)

    return measure


def _mase(truth: Floats, outputs: Floats, scale: npt.ArrayLike | None) -> Measure:
    if scale is None:
        raise ValueError("mase needs what errors are divided by")
    return _mean((np.abs(outputs - truth) / scale).mean(axis=1))


def _smape(truth: Floats, outputs: Floats) -> Measure:
    return _mean(relative_errors(truth, outputs).mean(axis=1))


def relative_errors(truth: Floats, outputs: Floats) -> Floats:
    """2 |a - b| / (|a| + |b|), 0 where both are 0. Source: Makridakis 1993."""
    return 2 * _divide(np.abs(outputs - truth), np.abs(outputs) + np.abs(truth), 0.0)


_REGRESSION: dict[str, Callable[[Floats, Floats], Measure]] = {
    "rmse": _rmse,
    "mae": _mae,
    "r2": _r2,
    "smape": _smape,
}

# --- decisions counted class by class --------------------------------------------------------


def _counting(
    truth: npt.NDArray[np.int64], decided: npt.NDArray[np.int64], classes: int, metric: str
) -> Measure:
    if metric == "accuracy":
        return _mean((truth == decided).astype(np.float64))
    asked = [1] if classes == 2 and metric != "balanced_accuracy" else list(range(classes))
    is_true = truth[:, None] == asked
    is_said = decided[:, None] == asked
    cells = np.hstack([is_true & is_said, is_true, is_said]).astype(np.float64)  # (n, 3 asked)

    def measure(weights: Floats) -> Floats:
        found, true, said = np.split(weights @ cells, 3, axis=1)  # (B, asked) each
        return _CLASS_SCORES[metric](found, true, said)

    return measure


def _mean_of_classes(values: Floats) -> Floats:
    """Mean over the classes that have a value; nan where none has."""
    has = ~np.isnan(values)
    return _divide(np.where(has, values, 0.0).sum(axis=1), has.sum(axis=1).astype(float), np.nan)


def _seen(values: Floats, seen: npt.NDArray[np.bool_]) -> Floats:
    # As scikit-learn: a class that is neither true nor predicted anywhere is left out of the
    # macro average; with one class asked for there is no other, and the score is 0.
    return values if values.shape[1] == 1 else np.where(seen, values, np.nan)


def _precision(found: Floats, true: Floats, said: Floats) -> Floats:
    return _mean_of_classes(_seen(_divide(found, said, 0.0), true + said > 0))


def _recall(found: Floats, true: Floats, said: Floats) -> Floats:
    return _mean_of_classes(_seen(_divide(found, true, 0.0), true + said > 0))


def _f1(found: Floats, true: Floats, said: Floats) -> Floats:
    return _mean_of_classes(_seen(_divide(2 * found, true + said, 0.0), true + said > 0))


def _balanced_accuracy(found: Floats, true: Floats, said: Floats) -> Floats:
    del said
    return _mean_of_classes(_divide(found, true, np.nan))


_CLASS_SCORES: dict[str, Callable[[Floats, Floats, Floats], Floats]] = {
    "precision": _precision,
    "recall": _recall,
    "f1": _f1,
    "balanced_accuracy": _balanced_accuracy,
}

# --- ranking ---------------------------------------------------------------------------------


class _Ranked:
    """One class against the rest, its rows ordered by probability, ties together.

    order:       row numbers from the lowest probability to the highest.
    positive:    places in that order of the rows of the class.
    first, last: for each of those, the places where its tie begins and ends (one beyond).
    """

    def __init__(self, is_class: npt.NDArray[np.bool_], probability: Floats) -> None:
        self.order = np.argsort(probability, kind="stable")
        ordered = probability[self.order]
        self.positive = np.flatnonzero(is_class[self.order])
        self.first = np.searchsorted(ordered, ordered[self.positive], side="left")
        self.last = np.searchsorted(ordered, ordered[self.positive], side="right")

    def sums(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """Weights of the class [B, P]; summed weights of all and of the class [B, n + 1]."""
        arranged = weights[:, self.order]
        of_class = np.zeros_like(arranged)
        of_class[:, self.positive] = arranged[:, self.positive]
        return arranged[:, self.positive], _summed(arranged), _summed(of_class)


def _summed(weights: Floats) -> Floats:
    sums = np.zeros((weights.shape[0], weights.shape[1] + 1))
    np.cumsum(weights, axis=1, out=sums[:, 1:])
    return sums


def _roc_auc(ranked: _Ranked, weights: Floats) -> Floats:
    own, every, of_class = ranked.sums(weights)
    others = every - of_class
    below = (others[:, ranked.first] + others[:, ranked.last]) / 2  # a tie counts half
    return _divide((own * below).sum(axis=1), of_class[:, -1] * others[:, -1], np.nan)


def _average_precision(ranked: _Ranked, weights: Floats) -> Floats:
    own, every, of_class = ranked.sums(weights)
    found = of_class[:, -1:] - of_class[:, ranked.first]
    said = every[:, -1:] - every[:, ranked.first]
    return _divide((own * _divide(found, said, 0.0)).sum(axis=1), of_class[:, -1], np.nan)


_RANKING: dict[str, Callable[[_Ranked, Floats], Floats]] = {
    "roc_auc": _roc_auc,
    "average_precision": _average_precision,
}


def _ranking(
    truth: npt.NDArray[np.int64], outputs: Floats, score: Callable[[_Ranked, Floats], Floats]
) -> Measure:
    classes = [1] if outputs.shape[1] == 2 else range(outputs.shape[1])
    ranked = [_Ranked(truth == one, outputs[:, one]) for one in classes]
    return lambda weights: _mean_of_classes(
        np.column_stack([score(one, weights) for one in ranked])
    )
