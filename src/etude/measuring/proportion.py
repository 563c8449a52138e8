"""Intervals of shares: Wilson's, also where rows are grouped, and means of several shares."""

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Bounds = tuple[float, float]

NORMAL_QUANTILE = 1.959963984540054


def wilson(share: float, rows: float, quantile: float = NORMAL_QUANTILE) -> Bounds:
    """Interval of a share seen in so many rows; 0 to 1 where there are none.

    Source: Wilson 1927; Brown, Cai and DasGupta 2001 recommend it for small numbers.
    """
    if rows <= 0:
        return 0.0, 1.0
    more = quantile**2 / rows
    middle = (share + more / 2) / (1 + more)
    reach = quantile / (1 + more) * math.sqrt(share * (1 - share) / rows + more / (4 * rows))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def share_interval(
    hits: npt.NDArray[np.bool_], counted: npt.NDArray[np.bool_], clusters: Codes
) -> Bounds:
    """Wilson's interval of hits among the counted rows, with the rows that clusters are worth.

    In: hits and counted bool [n] (hits only where counted), clusters int64 [n].
    """
    if not counted.any():
        return 0.0, 1.0
    share = float(hits.sum() / counted.sum())
    rows, quantile = _worth(hits, counted, clusters, share)
    return wilson(share, rows, quantile)


def _worth(
    hits: npt.NDArray[np.bool_], counted: npt.NDArray[np.bool_], clusters: Codes, share: float
) -> tuple[float, float]:
    """Independent rows that the counted ones are worth, and the quantile to use."""
    from scipy.special import stdtrit

    _, cluster = np.unique(clusters[counted], return_inverse=True)
    count, rows = int(cluster.max()) + 1, len(cluster)
    if count == rows:
        return float(rows), NORMAL_QUANTILE
    sizes = np.bincount(cluster)
    rest = np.bincount(cluster, hits[counted]) - share * sizes
    variance = float((rest**2).sum()) * count / max(count - 1, 1) / rows**2
    quantile = float(stdtrit(max(count - 1, 1), 0.975))
    if variance <= 0:  # all alike: each cluster may have said the same thing several times
        return float(count), quantile
    return min(float(rows), share * (1 - share) / variance), quantile


def sum_of_shares(weights: list[float], shares: list[float], bounds: list[Bounds]) -> Bounds:
    """Interval of a weighted sum of independent shares, from the interval of each; weights >= 0.

    Source: Zou and Donner 2008 (method of variance estimates recovery): the distances from each
    share to its own bounds add up as variances do, so the lop-sidedness near 0 and 1 is kept.
    """
    middle = sum(w * share for w, share in zip(weights, shares, strict=True))
    ends = list(zip(weights, shares, bounds, strict=True))
    below = math.sqrt(sum((w * (share - low)) ** 2 for w, share, (low, _) in ends))
    above = math.sqrt(sum((w * (high - share)) ** 2 for w, share, (_, high) in ends))
    return middle - below, middle + above
