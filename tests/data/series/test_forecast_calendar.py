"""Calendars: which moments a series has, and which absent ones are gaps."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from etude.data.series.calendar import find_calendar, in_words, places, seasons, seconds_of
from etude.data.series.moments import read_moments, write_moment

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def written(moments, form="%Y-%m-%d %H:%M") -> pl.Series:
    return pl.Series("when", [one.strftime(form) for one in moments])


def calendar_of(cells: pl.Series):
    moments = read_moments(cells)
    assert moments is not None
    return find_calendar(moments), moments


def hours(count: int) -> list[datetime]:
    return [MONDAY + timedelta(hours=place) for place in range(count)]


def test_hours_have_a_day_and_a_week() -> None:
    calendar, moments = calendar_of(written(hours(400)))
    assert in_words(calendar) == "hourly"
    assert seasons(calendar) == (24, 168)
    assert np.diff(places(calendar, moments.seconds)).tolist() == [1] * 399


def test_months_are_even_though_their_days_are_not() -> None:
    calendar, moments = calendar_of(
        pl.Series("month", [f"19{y}-{m:02d}" for y in (49, 50) for m in range(1, 13)])
    )
    found = places(calendar, moments.seconds)
    assert in_words(calendar) == "monthly"
    assert np.diff(found).tolist() == [1] * 23
    ahead = seconds_of(calendar, found[-1:] + 1)[0]
    assert write_moment(ahead, calendar) == "1951-01"


def test_month_ends_are_months() -> None:
    days = ["2023-10-31", "2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"]
    calendar, moments = calendar_of(pl.Series("day", days))
    assert calendar.kind == "months"
    assert np.diff(places(calendar, moments.seconds)).tolist() == [1] * 5


def test_trading_days_have_no_gap_at_the_weekend() -> None:
    days = [MONDAY + timedelta(days=place) for place in range(200)]
    trading = [day for day in days if day.weekday() < 5]
    calendar, moments = calendar_of(written(trading, "%Y-%m-%d"))
    found = places(calendar, moments.seconds)
    assert calendar.slots == (0, 1, 2, 3, 4)
    assert np.diff(found).tolist() == [1] * (len(trading) - 1)
    assert seconds_of(calendar, found).tolist() == moments.seconds.tolist()


def test_a_holiday_among_trading_days_is_a_gap() -> None:
    days = [MONDAY + timedelta(days=place) for place in range(200)]
    trading = [day for day in days if day.weekday() < 5]
    del trading[60]
    calendar, moments = calendar_of(written(trading, "%Y-%m-%d"))
    steps = np.diff(places(calendar, moments.seconds))
    assert sorted(steps.tolist())[-2:] == [1, 2]


def test_working_hours_follow_each_other_over_night() -> None:
    work = [one for one in hours(24 * 7 * 8) if one.weekday() < 5 and 9 <= one.hour < 17]
    calendar, moments = calendar_of(written(work))
    assert np.diff(places(calendar, moments.seconds)).tolist() == [1] * (len(work) - 1)
    assert seasons(calendar) == (8, 40)


def test_a_change_of_offset_is_neither_gap_nor_double() -> None:
    start = datetime(2023, 3, 25, 0, tzinfo=UTC)
    change = datetime(2023, 3, 26, 1, tzinfo=UTC)
    cells = []
    for place in range(60):
        when = start + timedelta(hours=place)
        offset = 2 if when >= change else 1
        local = when + timedelta(hours=offset)
        cells.append(f"{local:%Y-%m-%dT%H:%M:%S}+{offset:02d}:00")
    calendar, moments = calendar_of(pl.Series("when", cells))
    assert np.diff(places(calendar, moments.seconds)).tolist() == [1] * 59
    assert write_moment(moments.seconds[-1], calendar) == cells[-1]


@pytest.mark.parametrize("scale", [1, 1000])
def test_seconds_since_1970_are_moments(scale: int) -> None:
    stamps = [(1_677_628_800 + 3600 * place) * scale for place in range(50)]
    calendar, moments = calendar_of(pl.Series("t", stamps))
    assert in_words(calendar) == "hourly"
    assert write_moment(moments.seconds[3], calendar) == str(stamps[3])


def test_uneven_steps_are_said_to_be_rows() -> None:
    generator = np.random.default_rng(0)
    moments = [MONDAY + timedelta(seconds=float(one)) for one in generator.uniform(0, 9e6, 200)]
    calendar, _ = calendar_of(written(sorted(moments), "%Y-%m-%d %H:%M:%S"))
    assert calendar.kind == "rows"


def test_measurements_are_no_moments() -> None:
    assert read_moments(pl.Series("price", [1.5, 2.5, 2.0])) is None
    assert read_moments(pl.Series("rooms", ["1", "2", "3"])) is None
    assert read_moments(pl.Series("shop", ["a", "b", "c"])) is None
