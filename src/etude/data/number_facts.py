"""How numbers lie: quartiles, tails and a histogram, in double precision at any magnitude."""

import numpy as np
import numpy.typing as npt

from etude.records.survey import NumberFacts

BINS = 20
OUTLIER_RANGES = 3.0  # interquartile ranges from the quartiles

Values = npt.NDArray[np.float64]


def number_facts(values: Values) -> NumberFacts | None:
    """Facts about float64 [N], NaN where missing; None where every cell is missing.

    Works for values near 1e300 too: moments are taken of values brought to the range -1 to 1.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, first, middle, third, high = np.percentile(known, (0, 25, 50, 75, 100))
    mean, deviation, skew = _moments(known)
    counts, edges = _histogram(known, float(low), float(high))
    return NumberFacts(
        minimum=float(low),
        lower_quartile=float(first),
        median=float(middle),
        upper_quartile=float(third),
        maximum=float(high),
        mean=mean,
        deviation=deviation,
        skew=skew,
        outliers=_outliers(known, float(first), float(third)),
        above_mean=float((known > mean).mean()),
        edges=edges,
        counts=counts,
    )


def _moments(known: Values) -> tuple[float, float, float]:
    """Mean, standard deviation, skew."""
    scale = float(np.abs(known).max())
    if scale == 0:
        return 0.0, 0.0, 0.0
    small = known / scale
    centred = small - small.mean()
    deviation = float(np.sqrt((centred**2).mean()))
    if deviation < 1e-12:
        return float(small.mean() * scale), 0.0, 0.0
    skew = float(((centred / deviation) ** 3).mean())
    return float(small.mean() * scale), deviation * scale, skew


def _outliers(known: Values, first: float, third: float) -> int:
    reach = OUTLIER_RANGES * (third - first)
    if reach <= 0:
        return 0  # half of the cells are equal: there is no range to measure in
    return int(((known < first - reach) | (known > third + reach)).sum())


def _histogram(known: Values, low: float, high: float) -> tuple[tuple[int, ...], tuple[float, ...]]:
    if high <= low:
        return (len(known),), (low, high)
    # Bins on 0-1, because the width of a bin between -1e308 and 1e308 is no double.
    places = (known / 2 - low / 2) / (high / 2 - low / 2)
    counts = np.bincount(np.minimum((places * BINS).astype(np.int64), BINS - 1), minlength=BINS)
    steps = np.arange(BINS + 1) / BINS
    edges = low * (1 - steps) + high * steps
    return tuple(int(count) for count in counts), tuple(float(edge) for edge in edges)
