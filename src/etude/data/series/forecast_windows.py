"""Windows: every step from which a forecast can be made becomes a row to learn from."""

from collections.abc import Callable
from dataclasses import dataclass
from math import gcd

import numpy as np
import numpy.typing as npt

from etude.data.series.calendar import seasons as seasons_of
from etude.data.series.calendar import seconds_of
from etude.data.series.forecast_steps import Steps
from etude.data.typed import UNSEEN, Origins, SeriesCells, TypedTable
from etude.records.forecast import Forecast

MOST_ROWS = 6_000  # more neighbouring windows teach little: from then on origins are thinned
MANY_SERIES, FEW_STRETCHES = 10, 60
KNOWN_SHARE = 0.5  # of a window's steps must have a value of every target

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Chosen:
    """Origins: their series (place among the K) and the place of the first step ahead."""

    series: Integers
    ends: Integers


def learning_windows(steps: Steps, forecast: Forecast, *, thinned: bool = True) -> TypedTable:
    """All windows whose steps ahead are known, in the order of time.

    Out: ``series`` int64 starts and lengths of the steps seen; ``target`` float64 [N, H * T], step
         after step; ``clusters``: origins of a stretch as long as the horizon, whose steps ahead
         overlap (``_clusters``); ``numbers``: known columns and the phase of the calendar.
    """
    chosen = _origins(steps, forecast, lambda series: forecast.fewest)
    chosen = _with_truth(steps, forecast, chosen)
    count = len(np.unique(steps.moments[chosen.ends]))
    every = _thinning(len(chosen.ends), forecast) if thinned else 1
    if every > 1 and count > every:
        kept = steps.moments[chosen.ends] % every == 0
        chosen = _Chosen(chosen.series[kept], chosen.ends[kept])
    return _table(steps, forecast, chosen, with_target=True)


def _thinning(origins: int, forecast: Forecast) -> int:
    """Every how many moments an origin is kept: a number that shares no divisor with a season, so
    that every weekday and hour of the day is still learned from."""
    every = -(-origins // MOST_ROWS)
    seasons = (forecast.season, *seasons_of(forecast.calendar))
    while every > 1 and any(gcd(every, season) > 1 for season in seasons):
        every += 1
    return every


def exam_windows(steps: Steps, forecast: Forecast, from_row: npt.NDArray[np.bool_]) -> TypedTable:
    """Windows whose steps ahead are all among the sealed ones; they may look back beyond them.

    In: from_row bool [S], whether a step is a sealed one.
    """
    sealed = np.where(from_row, np.arange(len(from_row)), len(from_row))
    begins = np.minimum.reduceat(sealed, steps.firsts[:-1]) - steps.firsts[:-1]
    chosen = _origins(steps, forecast, lambda series: max(forecast.fewest, int(begins[series])))
    return _table(steps, forecast, _with_truth(steps, forecast, chosen), with_target=True)


def last_windows(steps: Steps, forecast: Forecast) -> TypedTable:
    """One window a series, at the end of its known target; steps after it tell the known columns.

    A series with fewer steps than ``fewest`` has no row.
    """
    targets = _targets(forecast)
    series, ends = [], []
    for place, (start, end) in enumerate(zip(steps.firsts[:-1], steps.firsts[1:], strict=True)):
        known = np.flatnonzero(~np.isnan(steps.values[start:end, :targets]).any(axis=1))
        last = int(known[-1]) + 1 if len(known) else 0
        if last >= forecast.fewest:
            series.append(place)
            ends.append(int(start) + last)
    chosen = _Chosen(np.array(series, dtype=np.int64), np.array(ends, dtype=np.int64))
    return _table(steps, forecast, chosen, with_target=False)


def _targets(forecast: Forecast) -> int:
    return len(forecast.scales[0]) if forecast.scales else 1


def _origins(steps: Steps, forecast: Forecast, begin: Callable[[int], int]) -> _Chosen:
    """Places from ``begin`` (steps of the series) to the last with a whole horizon before the
    end, in the order of moments."""
    series, ends = [], []
    for place, (start, end) in enumerate(zip(steps.firsts[:-1], steps.firsts[1:], strict=True)):
        found = np.arange(start + begin(place), end - forecast.horizon + 1)
        series.append(np.full(len(found), place))
        ends.append(found)
    whose, where = np.concatenate(series), np.concatenate(ends)
    order = np.lexsort((whose, steps.moments[np.minimum(where, len(steps.moments) - 1)]))
    return _Chosen(whose[order], where[order])


def _with_truth(steps: Steps, forecast: Forecast, chosen: _Chosen) -> _Chosen:
    """Those whose steps ahead are all known, and of whose window half of the steps are."""
    known = ~np.isnan(steps.values[:, : _targets(forecast)]).any(axis=1)
    before = np.concatenate([[0], np.cumsum(known)])
    starts = np.maximum(steps.firsts[chosen.series], chosen.ends - forecast.window)
    seen = (before[chosen.ends] - before[starts]) / np.maximum(chosen.ends - starts, 1)
    ahead = before[chosen.ends + forecast.horizon] - before[chosen.ends]
    good = (ahead == forecast.horizon) & (seen >= KNOWN_SHARE)
    return _Chosen(chosen.series[good], chosen.ends[good])


def _table(steps: Steps, forecast: Forecast, chosen: _Chosen, *, with_target: bool) -> TypedTable:
    firsts = steps.firsts[chosen.series]
    starts = np.maximum(firsts, chosen.ends - forecast.window)
    moments = _moments_at(steps, chosen.series, chosen.ends)
    after = _moments_at(steps, chosen.series, chosen.ends + forecast.horizon - 1) + 1
    codes = steps.codes[chosen.series]
    names, numbers = _numbers(steps, forecast, chosen, moments)
    several = len(forecast.names) > 1
    known = codes < len(forecast.names)
    categories = np.where(known, codes, UNSEEN).astype(np.int32)[:, None]
    row = steps.rows[np.minimum(chosen.ends, len(steps.rows) - 1)]
    scales = _scales(forecast, codes)
    origins = Origins(forecast.horizon, moments, after, firsts, codes, scales)
    return TypedTable(
        number_names=names,
        numbers=numbers,
        category_names=(forecast.series,) if several else (),
        categories=categories if several else categories[:, :0],
        cardinalities=(len(forecast.names),) if several else (),
        target=_ahead(steps, forecast, chosen) if with_target else None,
        units=row,
        clusters=_clusters(origins, forecast),
        series=SeriesCells(forecast.channels, steps.values, starts, chosen.ends - starts),
        origins=origins,
    )


def _moments_at(steps: Steps, series: Integers, places: Integers) -> Integers:
    """Moment of the step at each place; after the end of its series one comes after the other."""
    inside = np.minimum(places, steps.firsts[series + 1] - 1)
    found: Integers = steps.moments[inside] + places - inside
    return found


def _clusters(origins: Origins, forecast: Forecast) -> Integers:
    """Origins whose steps ahead overlap; of many series with few such stretches, each series for
    itself, as else there would be nothing to compare by."""
    stretch = origins.stretches
    series = len(forecast.names)
    apart = series >= MANY_SERIES and len(np.unique(stretch)) < FEW_STRETCHES
    return stretch * series + np.minimum(origins.codes, series - 1) if apart else stretch


def _ahead(steps: Steps, forecast: Forecast, chosen: _Chosen) -> Numbers:
    places = chosen.ends[:, None] + np.arange(forecast.horizon)  # (N, H)
    truth: Numbers = steps.values[places, : _targets(forecast)]  # (N, H, T)
    return truth.reshape(len(places), forecast.horizon * truth.shape[2])


def _scales(forecast: Forecast, codes: Integers) -> Numbers:
    """The last row of ``scales`` is for series that were not there to learn from."""
    every = np.array(forecast.scales, dtype=np.float64).reshape(len(forecast.scales), -1)
    return every[np.minimum(codes, len(every) - 1)]


def _numbers(
    steps: Steps, forecast: Forecast, chosen: _Chosen, moments: Integers
) -> tuple[tuple[str, ...], Numbers]:
    """Known columns at every step ahead (NaN beyond the end), and where in the day, week or year
    the first of them is, as sine and cosine."""
    names: list[str] = []
    columns: list[Numbers] = []
    limit = steps.firsts[chosen.series + 1]
    for name in forecast.known:
        values = steps.values[:, forecast.channels.index(name)]
        for ahead in range(forecast.horizon):
            place = chosen.ends + ahead
            inside = place < limit
            columns.append(np.where(inside, values[np.minimum(place, len(values) - 1)], np.nan))
            names.append(f"{name} (+{ahead + 1})")
    seconds = seconds_of(forecast.calendar, moments)
    for period in forecast.waves:
        angle = 2 * np.pi * (seconds % period) / period
        columns += [np.sin(angle), np.cos(angle)]
        names += [f"phase in {period} s (sine)", f"phase in {period} s (cosine)"]
    stacked = np.column_stack(columns) if columns else np.zeros((len(moments), 0))
    return tuple(names), stacked
