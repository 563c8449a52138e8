"""How often a series repeats itself, and how far a step lies from the one a season before."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from etude.data.series.forecast_steps import Steps

CLEAR = (
    0.95  # of the distance at half a season and at one and a half: steps are nearer at whole ones
)
FARTHEST = 10.0  # ranges of the middle 80 % from the middle
CHANCE = 2.5  # over the root of the steps: how far pure noise dips now and then
CLEAR_UNTOLD = 0.8  # where no calendar names the season, among many lags one is near by chance
ALIKE = 1.1  # of the least distance: then the shortest of several seasons is taken
MOST_SERIES = 30  # that the season is sought in, the longest
SHORTEST, LONGEST = 4, 400  # steps of a season that no calendar names

Numbers = npt.NDArray[np.float64]


def find_season(steps: Steps, candidates: Sequence[int]) -> int:
    """Steps after which the first channel repeats itself; 1 where it does not.

    In:     candidates: seasons that the calendar knows; where there are none every lag is tried.
    Source: the mean distance of steps a lag apart (a variogram) dips at whole seasons.
    Blind:  a season that fewer than two whole ones of were seen.
    """
    order = np.argsort(-steps.lengths, kind="stable")[:MOST_SERIES]
    series = [
        _tame(steps.values[steps.firsts[one] : steps.firsts[one + 1], 0]) for one in order.tolist()
    ]
    chance = 1.0 - CHANCE / np.sqrt(int(steps.lengths.sum()))
    clear = min(CLEAR if candidates else CLEAR_UNTOLD, chance)
    lags = candidates or range(SHORTEST, min(LONGEST, int(steps.lengths.max()) // 3) + 1)
    found = [(distance, lag) for lag in lags if (distance := _dip(series, lag, clear)) is not None]
    near = [lag for distance, lag in found if distance <= ALIKE * min(found)[0]]
    return min(near, default=1)  # three days are as like each other as one


def _tame(values: Numbers) -> Numbers:
    """Distances from the middle in ranges of the middle 80 %, so that no outlier decides."""
    if np.isnan(values).all():
        return values
    low, middle, high = np.nanpercentile(values, (10, 50, 90))
    reach = high - low
    tamed: Numbers = np.sign(values - middle)  # where nearly all are alike only the side counts
    if reach > 0:
        tamed = np.clip(values / reach - middle / reach, -FARTHEST, FARTHEST)
    return tamed


def _dip(series: Sequence[Numbers], lag: int, clear: float) -> float | None:
    """Distance of steps a lag apart where it is clearly below that of half lags beside it."""
    near, far, beyond = (
        _distance(series, one) for one in (lag, max(lag // 2, 1), lag + max(lag // 2, 1))
    )
    if near is None or far is None or near > clear * far:
        return None
    return near if beyond is None or near <= clear * beyond else None


def _distance(series: Sequence[Numbers], lag: int) -> float | None:
    """Mean distance over all series, each in its own deviations and without what it drifts in so
    many steps; None where none is long enough.

    A series that only grows lies the farther apart the longer the lag, which would hide its season.
    """
    found = []
    for values in series:
        if len(values) < lag + max(lag, SHORTEST):
            continue
        apart = values[lag:] - values[:-lag]
        apart = apart[~np.isnan(apart)]
        if len(apart) and (deviation := np.nanstd(values)) > 0:
            found.append(float(np.abs(apart - np.median(apart)).mean() / deviation))
    return float(np.mean(found)) if found else None


def season_scales(steps: Steps, targets: int, season: int) -> tuple[Numbers, Numbers]:
    """What errors are divided by in mase.

    Out: float64 [K, T], for each series the mean distance of a step from the one a season (or,
         where a series is shorter, a step) before; where that is 0 or unknown, and for new series
         (float64 [T]), the middle of all series, or 1 where all are constant.
    """
    found = np.full((len(steps.codes), targets), np.nan)
    for place, (start, end) in enumerate(zip(steps.firsts[:-1], steps.firsts[1:], strict=True)):
        values = steps.values[start:end, :targets]
        lag = season if len(values) > season else 1
        apart = np.abs(values[lag:] - values[:-lag])
        known = ~np.isnan(apart)
        count = known.sum(axis=0)
        total = np.where(known, apart, 0.0).sum(axis=0)
        found[place] = np.where((count > 0) & (total > 0), total / np.maximum(count, 1), np.nan)
    usual = np.ones(targets)
    for target in range(targets):
        values = found[:, target]
        if not np.isnan(values).all():
            usual[target] = np.nanmedian(values)
    return np.where(np.isnan(found), usual, found), usual
