"""Losses of single rows and units, so that two plans can be compared row by row."""

import numpy as np
import numpy.typing as npt

from etude.measuring.decisions import cost_threshold, decide, row_costs
from etude.measuring.jackknife import jackknife_groups, pseudo_values
from etude.measuring.weighted import (
    Truth,
    as_columns,
    measure_of,
    relative_errors,
    surprise,
)
from etude.records.problem import METRICS, Problem

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


def losses_by_unit(
    problem: Problem,
    truth: Truth,
    outputs: Floats,
    clusters: Codes,
    scale: npt.ArrayLike,
    *,
    threshold: float | None = None,
) -> Floats:
    """Loss of each unit under the deciding metric; lower is always better.

    A unit is a row; a cluster where rows are grouped (its sum, so scaled that the mean over units
    is the mean over rows); a group of clusters where the metric is no mean (jackknife of
    1 - metric). The layout depends on the truth and the clusters alone.

    In:  truth [n], outputs [n, outputs], clusters int64 [n], scale float64 [T] as ``unit_losses``.
    Out: float64 [U]. All nan where the metric has no value on these rows.
    """
    if not METRICS[problem.metric].is_mean:
        measure = measure_of(problem, truth, outputs, problem.metric, threshold)
        return 1.0 - pseudo_values(measure, jackknife_groups(problem, truth, clusters))
    losses = unit_losses(problem, truth, outputs, scale, threshold=threshold)
    return cluster_means(losses, clusters)


def cluster_means(row_values: Floats, clusters: Codes) -> Floats:
    """Cluster sums x clusters / rows, float64 [U]: their mean is the mean over the rows.

    In the order of the cluster numbers; where every row is its own cluster, rows as they come.
    """
    _, cluster = np.unique(clusters, return_inverse=True)
    count = int(cluster.max()) + 1
    if count == len(row_values):
        return row_values
    sums = np.bincount(cluster, row_values).astype(np.float64)
    return sums * (count / len(row_values))


def unit_losses(
    problem: Problem,
    truth: Truth,
    outputs: Floats,
    scale: npt.ArrayLike,
    *,
    threshold: float | None = None,
) -> Floats:
    """Loss of each row under a deciding metric that is a mean; float64 [n], lower is better.

    log_loss: nats. accuracy: 1 where wrong. balanced_accuracy: 1 where wrong, each class counting
    the same in all. expected_cost: cost of the cheapest decision by the probabilities. rmse and
    mae (and mase): squared and absolute error in units of ``scale``, mean over the targets, so
    that no target outweighs the others for its unit. smape: as a share.

    In:     scale float64 [T], deviation of each target over the development rows, above 0, or
            for forecasts [n, T], the scales of mase; not read for classification.
            ``threshold`` as in ``metrics.score``.
    Raises: ValueError for a metric that is no mean of row losses.
    """
    if not METRICS[problem.metric].is_mean:
        raise ValueError(f"{problem.metric} is no mean of losses of rows: use losses_by_unit")
    if problem.metric == "smape":
        return np.asarray(relative_errors(as_columns(truth), as_columns(outputs)).mean(axis=1))
    if not problem.is_classification:
        errors = (as_columns(outputs) - as_columns(truth)) / np.atleast_1d(scale)
        sizes = np.square(errors) if problem.metric == "rmse" else np.abs(errors)
        return np.asarray(sizes.mean(axis=1), dtype=np.float64)
    return _class_losses(problem, np.asarray(truth, dtype=np.int64), outputs, threshold)


def _class_losses(
    problem: Problem, truth: Codes, outputs: Floats, threshold: float | None
) -> Floats:
    if problem.metric == "log_loss":
        return surprise(truth, outputs)
    if problem.metric == "expected_cost":
        at = cost_threshold(problem) if threshold is None else threshold
        return row_costs(problem, truth, decide(problem, outputs, at))
    wrong: Floats = (truth != decide(problem, outputs, threshold)).astype(np.float64)
    if problem.metric == "balanced_accuracy":
        wrong *= _class_weights(truth)
    return wrong


def _class_weights(truth: Codes) -> Floats:
    """Weight of each row so that each class present weighs the same; mean 1."""
    counts = np.bincount(truth)
    weights: Floats = len(truth) / (np.count_nonzero(counts) * counts[truth])
    return weights
