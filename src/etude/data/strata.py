"""Sharing rows out evenly: whole clusters, every stratum in its proportion, by a seeded draw.

Clusters are sorted by stratum, then by size, equal ones at random; evenly spaced places of that
order are drawn. So every stratum and every size gets its share to within one cluster, each cluster
has the same chance, and a million rows cost one sort.
Source: systematic sampling with implicit stratification (Cochran 1977, Sampling Techniques, ch. 8).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BINS = 10  # strata of a numeric target
ROWS_A_BIN = 10

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Clusters:
    """Clusters of rows: ``of_row`` [N] numbers them, ``sizes`` and ``strata`` [K] describe them."""

    of_row: Integers
    sizes: Integers
    strata: Integers


def target_strata(target: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> Integers:
    """Strata of a typed target: its classes, or quantile bins of its first column.

    In:  int64 [N] class codes, or float64 [N, T].
    Out: int64 [N].
    """
    if np.issubdtype(target.dtype, np.integer):
        return target.astype(np.int64)
    return quantile_bins(np.asarray(target, dtype=np.float64)[:, 0])


def quantile_bins(values: npt.NDArray[np.float64]) -> Integers:
    """Number of the quantile bin of each value, int64 [N]; what is not finite has a bin of its own.

    Ten bins, fewer where a bin would hold fewer than ten rows.
    """
    known = np.isfinite(values)
    bins = min(BINS, int(known.sum()) // ROWS_A_BIN)
    strata = np.full(len(values), -1, dtype=np.int64)
    inner = np.arange(1, bins) / max(bins, 1)
    edges = np.unique(np.quantile(values[known], inner)) if bins > 1 else np.empty(0)
    strata[known] = np.searchsorted(edges, values[known], side="right")
    return strata


def take(
    strata: Integers,
    clusters: Integers,
    wanted: float,
    generator: np.random.Generator,
    *,
    eligible: Mask | None = None,
) -> Mask:
    """Draw whole clusters that hold about ``wanted`` rows, every stratum in its proportion.

    In:     strata, clusters int64 [N]; eligible bool [N], rows whose cluster may be drawn.
    Out:    bool [N], True where drawn; at least one cluster is drawn and one is left.
    Blind:  the only cluster of a stratum, and a cluster larger than all that is wanted, are never
            drawn while others are there.
    """
    units = _clusters(strata, clusters)
    able = _drawable(units, wanted, eligible)
    places = _even_order(units, generator)
    places = places[able[places]]
    rows = max(int(units.sizes[places].sum()), 1)
    count = max(1, round(wanted * len(places) / rows))
    count = min(count, len(places), max(len(units.sizes) - 1, 0))
    steps = (np.arange(count) + generator.random()) * len(places) / max(count, 1)
    drawn = np.zeros(len(units.sizes), dtype=np.bool_)
    drawn[places[steps.astype(np.int64)]] = True
    return drawn[units.of_row]


def deal(
    strata: Integers, clusters: Integers, parts: int, generator: np.random.Generator
) -> Integers:
    """Deal whole clusters into ``parts`` equal parts; int64 [N], the part of each row from 0."""
    units = _clusters(strata, clusters)
    order = _even_order(units, generator)
    part = np.empty(len(order), dtype=np.int64)
    part[order] = (np.arange(len(order)) + generator.integers(parts)) % parts
    return part[units.of_row]


def _clusters(strata: Integers, clusters: Integers) -> _Clusters:
    """A cluster with rows of several strata belongs to the rarest of them."""
    if len(clusters) == 0:
        return _Clusters(clusters, clusters, clusters)
    _, kind, count = np.unique(strata, return_inverse=True, return_counts=True)
    rarity = np.argsort(np.argsort(count, kind="stable"), kind="stable")[kind]
    _, of_row, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rarest = np.minimum.reduceat(rarity[np.argsort(of_row, kind="stable")], starts)
    return _Clusters(of_row, sizes, rarest)


def _drawable(units: _Clusters, wanted: float, eligible: Mask | None) -> Mask:
    allowed = np.ones(len(units.sizes), dtype=np.bool_)
    if eligible is not None:
        allowed[units.of_row[~eligible]] = False
    not_large = units.sizes <= max(wanted, float(np.median(units.sizes)))
    has_company = np.bincount(units.strata)[units.strata] > 1
    preferred = allowed & not_large & has_company
    return preferred if preferred.any() else allowed


def _even_order(units: _Clusters, generator: np.random.Generator) -> Integers:
    chance = generator.random(len(units.sizes))
    return np.lexsort((chance, -units.sizes, units.strata))
