"""What each window knows of the past, without anything learned: lags, last value, last season."""

import numpy as np
import numpy.typing as npt

from etude.data.series.forecast_steps import filled_forward
from etude.data.strata import Integers
from etude.data.typed import Origins, SeriesCells, TypedTable

LEAST_SPREAD = 0.1  # of the scale of mase
BLOCK_ROWS = 4096

Numbers = npt.NDArray[np.float64]


def last_values(typed: TypedTable, rows: Integers) -> Numbers:
    """The last known value of each target, repeated for every step ahead, float64 [n, H * T]; NaN
    where there is none."""
    origins, _, filled, ends = _past(typed, rows)
    return np.tile(filled[ends - 1], (1, origins.horizon))


def season_before(typed: TypedTable, rows: Integers, season: int) -> Numbers:
    """For every step ahead the value whole seasons before it, the latest that is known when the
    forecast is made, float64 [n, H * T]; NaN where a series is too young or none was measured."""
    origins, series, _, ends = _past(typed, rows)
    targets = origins.scales.shape[1]
    back = season - np.arange(origins.horizon) % season
    places = ends[:, None] - back  # (n, H)
    inside = places >= origins.firsts[rows][:, None]
    found: Numbers = series.steps[np.maximum(places, 0), :targets]  # (n, H, T)
    known = np.where(inside[:, :, None], found, np.nan)
    return known.reshape(len(rows), origins.horizon * targets)


def window_spread(typed: TypedTable, rows: Integers) -> Numbers:
    """Deviation of each target's steps in a window, for every step ahead, float64 [n, H * T] above
    0: a quiet window counts a tenth of the scale of mase, so that the next steps are not huge."""
    origins, series, _, ends = _past(typed, rows)
    targets = origins.scales.shape[1]
    found = np.zeros((len(rows), targets))
    for start in range(0, len(rows), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        starts = series.starts[rows[block]]
        longest = int((ends[block] - starts).max(initial=1))
        places = ends[block, None] + np.arange(-longest, 0)
        inside = places >= starts[:, None]
        for target in range(targets):
            values = series.steps[np.maximum(places, 0), target]
            found[block, target] = _deviation(np.where(inside, values, np.nan))
    spread = np.maximum(found, LEAST_SPREAD * origins.scales[rows])
    return np.tile(spread, (1, origins.horizon))


def _deviation(values: Numbers) -> Numbers:
    """Of each row of [n, W], float64 [n], 0 where nothing is known; 1e300 does not overflow."""
    known = ~np.isnan(values)
    size = np.abs(np.where(known, values, 0.0)).max(axis=1, initial=0.0)
    small = np.where(known, values, 0.0) / np.where(size > 0, size, 1.0)[:, None]
    count = np.maximum(known.sum(axis=1), 1)
    centred = np.where(known, small - (small.sum(axis=1) / count)[:, None], 0.0)
    deviation: Numbers = np.sqrt((centred**2).sum(axis=1) / count) * size
    return deviation


def lags(typed: TypedTable, rows: Integers, window: int, target: int) -> Numbers:
    """The steps before, the last one last, float64 [n, window]; missing ones take the value before
    them, those before the series began the first known one, 0 where nothing is known."""
    origins, _, filled, ends = _past(typed, rows)
    column = filled[:, target]
    places = ends[:, None] + np.arange(-window, 0)
    starts = origins.firsts[rows][:, None]
    found: Numbers = column[np.maximum(places, starts)]
    known = ~np.isnan(found)
    first = found[np.arange(len(rows)), known.argmax(axis=1)][:, None]
    return np.nan_to_num(np.where(known, found, first))


def _past(typed: TypedTable, rows: Integers) -> tuple[Origins, SeriesCells, Numbers, Integers]:
    """Origins, series, its targets filled forward, and the place of each row's first step ahead."""
    origins, series = typed.origins, typed.series
    if origins is None or series is None:
        raise ValueError("these rows are no forecasts")
    targets = origins.scales.shape[1]
    begins = np.unique(origins.firsts)
    edges = np.unique(np.concatenate([[0], begins, [len(series.steps)]]))
    filled = filled_forward(series.steps[:, :targets], edges)
    return origins, series, filled, series.starts[rows] + series.lengths[rows]
