"""Calibration: a temperature and a bias for each class, so that probabilities mean what they say.

A network that is sure too often has a poor log loss although its ranking is good; so has one that
was trained with class weights. Both are mended here, before plans are compared and before the
predictor is frozen, from rows that the network did not learn from.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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


@dataclass(frozen=True, eq=False)
class Calibration:
    """probability ~ exp(log probability / temperature + bias); bias float64 [K] sums to 0."""

    temperature: float
    bias: Floats

    def apply(self, probabilities: Floats) -> Floats:
        """Calibrated probabilities float64 [n, K]; with one temperature no row's ranking of two
        classes changes."""
        return softmax(_logs(probabilities) / self.temperature + self.bias)


def softmax(logits: Floats) -> Floats:
    """Logits [..., K] to probabilities [..., K] that sum to 1. Source: the guide, Softmax."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float64)


def fit_calibration(probabilities: Floats, truth: Codes) -> Calibration:
    """Temperature and bias of least log loss, drawn towards no change.

    Newton's method on a convex loss; the prior weighs as much as about twenty rows, so that few stop
    rows do little harm and many have their way.

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
