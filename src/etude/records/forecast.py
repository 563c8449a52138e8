"""A forecast: the calendar of its steps, and how steps become rows that a model can learn from."""

from dataclasses import dataclass
from typing import Literal

CalendarKind = Literal["seconds", "months", "counts", "rows"]


@dataclass(frozen=True)
class Calendar:
    """The moments that a series has, one step after the other.

    kind:   ``seconds`` (evenly spaced), ``months``, ``counts`` (even numbers that are no dates), or
            ``rows`` (no even spacing: one row after the other).
    step:   seconds, months or counts from one step to the next; 1 for rows.
    start:  moment of step 0: seconds since 1970 (UTC), months since year 0, a count; 0 for rows.
    day, clock: of months: the day of the month that a step has, or the last one of a shorter month;
            and its seconds since midnight, both where the series was written.
    slots:  steps of a week that the series has, counted from its start; empty for all of them.
            Trading days and working hours are calendars with few slots, not series with gaps.
    form:   how a moment is written: ``month``, ``date``, ``clock`` or ``number``.
    scale:  what a second counts in a written number: 1000 for milliseconds.
    offset: minutes east of UTC in which clock times are written, None where the source names none.
    """

    kind: CalendarKind
    step: int
    start: int = 0
    slots: tuple[int, ...] = ()
    form: str = "number"
    scale: float = 1.0
    offset: int | None = None
    day: int = 1
    clock: int = 0


@dataclass(frozen=True)
class Forecast:
    """How the steps of one or several series become the rows of a forecast.

    horizon:  steps ahead.
    window:   steps before the first forecast one that a model sees, at most.
    fewest:   steps that a series must have before a forecast is made of it.
    season:   steps after which the series repeats itself; 1 where it does not.
    time, series: columns that say when and whose a step is, "" where there are none.
    channels: columns that are measured at every step, the targets first.
    known:    columns whose values are known for the steps ahead too.
    waves:    periods in seconds whose phase at the first step ahead is told to the model.
    names:    the series, in the order of their codes.
    scales:   for each series and target the mean distance of a step from the one a season
              earlier, over the development steps: what errors are divided by in mase.
    base:     the best of the simple forecasts that a network may start from: ``level``,
              ``season`` or ``lags``, as the plan's ``forecast_from``.
    source:   Hyndman & Koehler 2006, Another look at measures of forecast accuracy.
    """

    horizon: int
    window: int
    fewest: int
    season: int
    calendar: Calendar
    time: str = ""
    series: str = ""
    channels: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    waves: tuple[int, ...] = ()
    names: tuple[str, ...] = ("",)
    scales: tuple[tuple[float, ...], ...] = ()
    base: str = "level"
