"""Metrics by name, as scikit-learn spells and computes them."""

import numpy as np
import numpy.typing as npt

from etude.measuring.decisions import has_costs
from etude.measuring.weighted import Truth, measure_of
from etude.records.problem import METRICS, Problem

Floats = npt.NDArray[np.float64]


def score(
    problem: Problem,
    truth: Truth,
    outputs: Floats,
    *,
    metric: str | None = None,
    threshold: float | None = None,
    scale: npt.ArrayLike | None = None,
) -> float:
    """How good these predictions are, by one metric (None: the one that decides).

    In:     truth int64 [n] codes or float64 [n, T]; outputs float64 [n, K] probabilities or
            [n, T] numbers, both in the target's own unit. ``threshold``: probability from which
            the second of two classes is said (None: 0.5; for expected_cost the cheapest one).
            scale float64 [n, T], what errors of a forecast are divided by in mase.
    Out:    the score; nan where it has no value: no rows, ROC AUC and average precision without
            a yes (or a no), R2 of a constant target.
    Several classes: the macro average. Several targets: the plain mean over the targets of each
    one's rmse, mae or R2 in its own unit, as scikit-learn's ``uniform_average``.
    Raises: ValueError for a metric of another task, or expected_cost without costs.
    """
    if len(truth) == 0:
        return float("nan")
    measure = measure_of(problem, truth, outputs, metric or problem.metric, threshold, scale)
    return float(measure(np.ones((1, len(truth))))[0])


def metric_names(problem: Problem) -> tuple[str, ...]:
    """Metrics that have a meaning for this problem; expected_cost only where costs are given, mase
    and smape only for forecasts."""
    return tuple(
        name
        for name, metric in METRICS.items()
        if metric.task == problem.task
        and (name != "expected_cost" or has_costs(problem))
        and (not metric.of_steps or problem.forecast is not None)
    )


def all_metrics(
    problem: Problem,
    truth: Truth,
    outputs: Floats,
    threshold: float | None = None,
    scale: npt.ArrayLike | None = None,
) -> dict[str, float]:
    """Every metric that has a meaning for the problem; nan where ``score`` gives nan."""
    return {
        name: score(problem, truth, outputs, metric=name, threshold=threshold, scale=scale)
        for name in metric_names(problem)
    }


def f1_of(precision: float, recall: float) -> float:
    """Harmonic mean of precision and recall; 0 where both are 0. Source: the guide, F1-Score."""
    both = precision + recall
    return 2 * precision * recall / both if both > 0 else 0.0
