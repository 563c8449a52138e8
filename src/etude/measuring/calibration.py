"""Calibration, so that probabilities mean what they say; and the threshold to answer yes from.

A network that is sure too often has a poor log loss although its ranking is good; so has one that
was trained with class weights. Both are mended here, before plans are compared and before the
predictor is frozen, from rows that the network did not learn from.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etude.measuring.decisions import cost_threshold, costs_of, has_costs
from etude.records.problem import Problem

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

# What is believed before any row is seen: sharpness 1 and no bias, each about as firmly as some
# twenty rows would say it (a row's curvature is about 0.2 in a bias, 0.5 in the sharpness).
_PRIOR_SHARPNESS = 10.0
_PRIOR_BIAS = 4.0
_LEAST_SHARPNESS = 0.02
_STEPS = 30
_TOLERANCE = 1e-7
_SMALLEST_PROBABILITY = 1e-12

IMBALANCED = 0.2  # a minority under 20 %
FEWEST_OF_A_CLASS = 10
_HALF = 0.5


@dataclass(frozen=True, eq=False)
class Calibration:
    """probability ~ exp(log probability / temperature + bias); bias float64 [K] sums to 0."""

    temperature: float
    bias: Floats

    def apply(self, probabilities: Floats) -> Floats:
        """Calibrated probabilities float64 [n, K]; of two classes the ranking of rows stays."""
        return softmax(_logs(probabilities) / self.temperature + self.bias)


def softmax(logits: Floats) -> Floats:
    """Logits [..., K] to probabilities [..., K] that sum to 1. Source: the guide, Softmax."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float64)


def fit_calibration(probabilities: Floats, truth: Codes) -> Calibration:
    """Temperature and bias of least log loss, drawn towards no change.

    Newton's method on a convex loss; the prior weighs as much as about twenty rows, so that few
    stop rows do little harm and many have their way.

    In:     float64 [n, K] and int64 [n]; n = 0 gives no change.
    Source: Guo et al. 2017, On Calibration of Modern Neural Networks (vector scaling with one
            temperature), as a maximum a posteriori estimate.
    """
    classes = probabilities.shape[1]
    logs = _logs(probabilities)
    is_class = np.eye(classes)[truth]  # (n, K)
    values = _start(classes)
    loss, chances = _evaluated(values, logs, is_class)
    for _ in range(_STEPS):
        gradient, curvature = _derivatives(values, chances, logs, is_class)
        step = np.linalg.solve(curvature, gradient).astype(np.float64)
        before = loss
        values, loss, chances = _shortened(values, step, (loss, chances), logs, is_class)
        if before - loss < _TOLERANCE * (1 + len(truth)):
            break
    return Calibration(1.0 / float(values[0]), values[1:] - values[1:].mean())


def _logs(probabilities: Floats) -> Floats:
    wide = np.asarray(probabilities, dtype=np.float64)
    return np.asarray(np.log(np.maximum(wide, _SMALLEST_PROBABILITY)), dtype=np.float64)


def _start(classes: int) -> Floats:
    """Sharpness (1 / temperature) 1, then the biases 0."""
    values = np.zeros(classes + 1)
    values[0] = 1.0
    return values


def _pull(classes: int) -> Floats:
    return np.array([_PRIOR_SHARPNESS] + [_PRIOR_BIAS] * classes)


def _evaluated(values: Floats, logs: Floats, is_class: Floats) -> tuple[float, Floats]:
    """Loss in nats with the prior's pull, and the probabilities it comes from."""
    chances = softmax(values[0] * logs + values[1:])
    given = (chances * is_class).sum(axis=1)
    away = values - _start(logs.shape[1])
    pulled = 0.5 * float((_pull(logs.shape[1]) * away**2).sum())
    return pulled - float(np.log(np.maximum(given, 1e-300)).sum()), chances


def _derivatives(
    values: Floats, chances: Floats, logs: Floats, is_class: Floats
) -> tuple[Floats, Floats]:
    wrong = chances - is_class
    # The sharpness acts through the logs, centred on what each row expects of them.
    expected = chances * (logs - (chances * logs).sum(axis=1, keepdims=True))
    pull, away = _pull(logs.shape[1]), values - _start(logs.shape[1])
    gradient = np.r_[(wrong * logs).sum(), wrong.sum(axis=0)] + pull * away
    shared = expected.sum(axis=0)
    curvature = np.diag(np.r_[0.0, chances.sum(axis=0)] + pull)
    curvature[0, 0] += (expected * logs).sum()
    curvature[0, 1:] += shared
    curvature[1:, 0] += shared
    curvature[1:, 1:] -= chances.T @ chances
    return gradient, curvature


def _shortened(
    values: Floats, step: Floats, now: tuple[float, Floats], logs: Floats, is_class: Floats
) -> tuple[Floats, float, Floats]:
    """The longest of the step, its half, its quarter ... that lowers the loss; else stay."""
    for halvings in range(12):
        tried = values - step * 0.5**halvings
        tried[0] = max(tried[0], _LEAST_SHARPNESS)
        loss, chances = _evaluated(tried, logs, is_class)
        if loss < now[0]:
            return tried, loss, chances
    return values, *now


# --- the threshold ---------------------------------------------------------------------------


def choose_threshold(
    problem: Problem, truth: Codes, probabilities: Floats
) -> tuple[float | None, str]:
    """The threshold by the person's costs, else by what decides, else 0.5; and why, in a sentence.

    Costs given: the probability at which both answers cost the same. F1 or balanced accuracy
    decides: the best of it on these rows. Classes imbalanced (the rarer under 20 %), and what
    decides is not a matter of 0.5 itself (accuracy, log loss): best F1, mean of both classes.

    In:  calibrated probabilities float64 [n, K] of rows the network did not learn from.
    Out: probability of the second class from which it is answered; None unless there are two.
    """
    if len(problem.labels) != 2:
        reason = "With several classes the most probable one is answered, whatever its probability."
        return None, reason if problem.is_classification else "Numbers need no threshold."
    if has_costs(problem):
        return _by_costs(problem)
    rarer = int(np.bincount(truth, minlength=2).min())
    if problem.metric in ("f1", "balanced_accuracy"):
        return _best(problem.metric, rarer, truth, probabilities[:, 1])
    ranked = problem.metric in ("average_precision", "roc_auc", "precision", "recall")
    if ranked and rarer < IMBALANCED * len(truth):
        return _best("f1 of both classes", rarer, truth, probabilities[:, 1])
    return (
        _HALF,
        "The more probable class is answered: no costs of errors were given, and the deciding"
        " metric asks for no other threshold.",
    )


def _by_costs(problem: Problem) -> tuple[float, str]:
    false_alarm, miss = costs_of(problem)
    value = cost_threshold(problem)
    return value, (
        f"A false alarm costs {false_alarm:g} and a miss {miss:g}, so yes is the cheaper answer"
        f" from a probability of {value:.3g} on."
    )


def _best(aim: str, rarer: int, truth: Codes, probability: Floats) -> tuple[float, str]:
    if rarer < FEWEST_OF_A_CLASS:
        return _HALF, f"Only {rarer} rows of the rarer class: too few to choose a threshold by."
    thresholds, found, said = _every_threshold(truth, probability)
    scores = _AIMS[aim](found, said, float(truth.sum()), float(len(truth)))
    best = np.flatnonzero(scores >= scores.max() - 1e-12)
    chosen = float(thresholds[best[np.abs(thresholds[best] - _HALF).argmin()]])
    name = aim.replace("_", " ")
    return chosen, f"The best {name} on validation rows, {scores.max():.3f}, is reached here."


def _every_threshold(truth: Codes, probability: Floats) -> tuple[Floats, Floats, Floats]:
    """Thresholds half-way between neighbouring probabilities, with rows found and rows said."""
    order = np.argsort(-probability, kind="stable")
    ordered = probability[order]
    ends = np.flatnonzero(np.diff(ordered) < 0)
    thresholds = (ordered[ends] + ordered[ends + 1]) / 2
    found = np.cumsum(truth[order]).astype(np.float64)[ends]
    if len(ends) == 0:  # every row got the same probability
        return np.array([_HALF]), np.array([0.0]), np.array([0.0])
    return thresholds, found, (ends + 1).astype(np.float64)


def _f1(found: Floats, said: Floats, true: float, rows: float) -> Floats:
    del rows
    return np.asarray(2 * found / (said + true))


def _f1_of_both(found: Floats, said: Floats, true: float, rows: float) -> Floats:
    rejected = rows - said - true + found  # rightly said to be no
    return (_f1(found, said, true, rows) + 2 * rejected / (2 * rows - said - true)) / 2


def _balanced(found: Floats, said: Floats, true: float, rows: float) -> Floats:
    return np.asarray((found / true + 1 - (said - found) / (rows - true)) / 2)


_AIMS = {"f1": _f1, "f1 of both classes": _f1_of_both, "balanced_accuracy": _balanced}
