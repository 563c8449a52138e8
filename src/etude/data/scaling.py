"""Scaling numbers column by column, safe for any finite size: the arithmetic of a Preparation.

``values`` are float64 [N, F] in each column's own units, NaN where missing. A ``place`` is a
distance from the median, divided by the largest such distance of the learn rows: -1 to 1 there.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from etude.data.number_facts import OUTLIER_RANGES

QUANTILES = 1000
MOST_BINS, FEWEST_BINS, ROWS_A_BIN = 32, 8, 64
SMALLEST_BIN = 1e-3  # in scaled units, far above the rounding of float32
LARGEST = 1e300  # a difference of two such values is still finite

Numbers = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]


def finite_or_missing(values: Numbers) -> Numbers:
    """The values, NaN where they are infinite, within +-1e300."""
    return np.clip(np.where(np.isfinite(values), values, np.nan), -LARGEST, LARGEST)


def column_quantiles(values: Numbers, shares: Sequence[float] | Numbers) -> Numbers:
    """Quantiles of the known values of each column, float64 [shares, F]; 0 where none is known."""
    found = np.zeros((len(shares), values.shape[1]))
    for column in range(values.shape[1]):
        known = values[~np.isnan(values[:, column]), column]
        if len(known):
            found[:, column] = np.quantile(known, shares)
    return found


def learned_range(values: Numbers) -> tuple[Numbers, Numbers]:
    """Least and largest value of each column, float64 [F] each; infinite where all are missing."""
    known = ~np.isnan(values)
    low = np.where(known, values, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, values, -np.inf).max(axis=0, initial=-np.inf)
    empty = ~known.any(axis=0)
    return np.where(empty, -np.inf, low), np.where(empty, np.inf, high)


def winsorising_bounds(values: Numbers) -> tuple[Numbers, Numbers]:
    """Quartiles -+ 3 interquartile ranges, float64 [F] each; infinite where the range is 0,
    because every other value of a column that is mostly one value would be lost."""
    first, third = column_quantiles(values, [0.25, 0.75])
    reach = np.where(third > first, OUTLIER_RANGES * (third - first), np.inf)
    return first - reach, third + reach


def largest_distance(values: Numbers, median: Numbers) -> Numbers:
    """Largest distance of a known value from the median, float64 [F]; 0 for a constant column."""
    distance: Numbers = np.fmax.reduce(np.abs(values - median), axis=0, initial=0.0)
    return distance


def places(values: Numbers, median: Numbers, size: Numbers) -> Numbers:
    """Distance from the median over ``size``; may be infinite for rows that did not learn."""
    with np.errstate(over="ignore"):
        return (values - median) / np.where(size > 0, size, 1.0)


def center_and_spread(learned: Numbers, number_scaling: str) -> tuple[Numbers, Numbers]:
    """What brings the known places to mean 0 and deviation 1, or to 0-1; spread 1 if constant."""
    known = ~np.isnan(learned)
    count = np.maximum(known.sum(axis=0), 1)
    if number_scaling == "min_max":
        center = np.where(known, learned, np.inf).min(axis=0, initial=np.inf)
        center = np.where(known.any(axis=0), center, 0.0)
        spread = np.where(known, learned - center, 0.0).max(axis=0, initial=0.0)
    else:
        center = np.where(known, learned, 0.0).sum(axis=0) / count
        squares = np.where(known, learned - center, 0.0) ** 2
        spread = np.sqrt(squares.sum(axis=0) / count)
    return center, np.where(spread > 0, spread, 1.0)


def reference_quantiles(learned: Numbers, rows: int) -> Numbers:
    """Up to 1,000 evenly spaced quantiles of the places, float64 [Q, F]; Q depends on ``rows``."""
    return column_quantiles(learned, np.linspace(0, 1, max(2, min(QUANTILES, rows))))


def normal_scores(measured: Numbers, references: Numbers) -> Numbers:
    """Ranks among the reference quantiles as scores of a normal distribution, within about 3.3.

    Equal references share the middle of their ranks.
    """
    ranks = np.linspace(0, 1, len(references))
    shares = np.empty_like(measured)
    for column in range(measured.shape[1]):
        one, known = measured[:, column], references[:, column]
        upper = np.interp(one, known, ranks)
        lower = -np.interp(-one, -known[::-1], -ranks[::-1])
        shares[:, column] = (upper + lower) / 2
    outermost = 0.5 / QUANTILES
    scores: Numbers = ndtri(np.clip(shares, outermost, 1 - outermost))
    return scores


def bins_for(rows: int) -> int:
    """Bins of a piecewise linear number: 32, fewer where a bin would hold under 64 rows, 8 at
    least."""
    return int(np.clip(rows // ROWS_A_BIN, FEWEST_BINS, MOST_BINS))


def quantile_edges(scaled: Floats, bins: int) -> Floats:
    """Edges of the bins of each column, float32 [F, bins + 1], strictly increasing.

    In:     scaled float32 [N, F], as the network gets them.
    Out:    quantiles at least 0.001 apart; where there are too few of them, their gaps are divided
            further, so that all columns have the same number of bins.
    Source: Gorishniy et al. 2022, On Embeddings for Numerical Features.
    """
    edges = np.empty((scaled.shape[1], bins + 1), dtype=np.float32)
    for column in range(scaled.shape[1]):
        found = np.quantile(scaled[:, column].astype(np.float64), np.linspace(0, 1, bins + 1))
        edges[column] = _divided(_apart(found), bins)
    return edges


def _apart(ascending: Numbers) -> Numbers:
    kept = [ascending[0]]
    for one in ascending[1:]:
        if one >= kept[-1] + SMALLEST_BIN:
            kept.append(one)
    if len(kept) == 1:  # a constant column: any bin around it will do
        kept = [kept[0] - 0.5, kept[0] + 0.5]
    return np.array(kept)


def _divided(knots: Numbers, bins: int) -> Numbers:
    """Divide the gaps between the knots evenly until there are ``bins`` of them."""
    gaps = len(knots) - 1
    pieces = np.full(gaps, bins // gaps)
    pieces[: bins % gaps] += 1
    starts = np.repeat(np.cumsum(pieces) - pieces, pieces)
    within = (np.arange(bins) - starts) / np.repeat(pieces, pieces)
    at = np.append(np.repeat(np.arange(gaps), pieces) + within, gaps)
    divided: Numbers = np.interp(at, np.arange(len(knots)), knots)
    return divided
