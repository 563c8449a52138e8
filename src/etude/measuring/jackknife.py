"""Delete-a-group jackknife: a loss for each group of rows where the metric is no mean."""

import numpy as np
import numpy.typing as npt

from etude.measuring.weighted import Measure, Truth
from etude.records.problem import Problem

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

GROUPS = 200  # enough for a t test, few enough to leave each one out in turn
_CELLS_AT_ONCE = 4_000_000


def jackknife_groups(
    problem: Problem, truth: Truth, clusters: Codes, groups: int = GROUPS
) -> Codes:
    """The group of each row: whole clusters, dealt out class by class, at most ``groups``.

    In:  truth [n], clusters int64 [n]. Out: int64 [n], 0 .. G - 1.
    Depends on the truth and the clusters alone, so every run on the same rows has the same
    groups and their losses can be subtracted.
    """
    _, first, cluster = np.unique(clusters, return_index=True, return_inverse=True)
    if len(first) <= groups:
        return cluster.astype(np.int64)
    # Shuffled first: neighbours in the source may be alike, and then groups dealt in turn would
    # be more alike than groups drawn at random.
    order = np.random.default_rng(0).permutation(len(first))
    if problem.is_classification:
        classes = np.asarray(truth)[first]
        order = order[np.argsort(classes[order], kind="stable")]
    group = np.empty(len(first), dtype=np.int64)
    group[order] = np.arange(len(first)) % groups
    return group[cluster]


def leave_one_out(measure: Measure, group: Codes) -> Floats:
    """The metric without each group in turn, float64 [G]; nan where it has no value then."""
    count = int(group.max()) + 1
    at_once = max(1, _CELLS_AT_ONCE // len(group))
    parts = [
        measure((group != np.arange(start, min(start + at_once, count))[:, None]).astype(float))
        for start in range(0, count, at_once)
    ]
    return np.concatenate(parts)


def pseudo_values(measure: Measure, group: Codes) -> Floats:
    """What each group adds to the metric, float64 [G]; their mean is the metric, unbiased.

    For a metric that is a mean over rows, groups of equal size get their own mean. A group
    without which the metric has no value gets the metric itself: it cannot tell.
    Source: Busing, Meijer and van der Leeden 1999, Delete-m jackknife for unequal m.
    """
    whole = float(measure(np.ones((1, len(group))))[0])
    without = leave_one_out(measure, group)
    difference = np.where(np.isnan(without), 0.0, whole - without)
    kept_share = 1.0 - np.bincount(group) / len(group)
    return whole + len(without) * kept_share * difference
