"""Moments: a column of dates, clock times or counts as seconds, and back into writing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.telling_names import names_time
from etude.data.time_order import moments as microseconds
from etude.records.forecast import Calendar

READABLE = 0.95  # of the filled cells, so that a column says when its rows were
_OFFSET = r"\d:\d{2}(?::\d{2}(?:\.\d+)?)? ?([+-])(\d{2}):?(\d{2})$"
# Whole numbers since 1970 lie in one of these ranges (1973 to 2128), by their unit.
_EPOCHS = ((1e8, 5e9, 1.0), (1e11, 5e12, 1e3), (1e14, 5e15, 1e6), (1e17, 5e18, 1e9))

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """When each row was.

    seconds: float64 [N] since 1970 (UTC), or plain counts; NaN where unread.
    form, scale, offset: as in ``Calendar``.
    is_count: whether the numbers are no dates.
    """

    seconds: Numbers
    form: str
    scale: float = 1.0
    offset: int | None = None
    is_count: bool = False


def read_moments(cells: pl.Series) -> Moments | None:
    """When each row was, by one reading of the whole column; None where it holds no moments.

    Out:   dates and times; seconds, milliseconds or finer since 1970; days as 20241231; years; and
           ascending numbers in a column whose name speaks of time.
    Blind: clock times without an offset are taken for evenly running ones: the doubled hour of
           autumn is a duplicate, the lost one of spring a gap.
    """
    if cells.dtype.is_numeric() or _are_numbers(cells):
        return _of_numbers(cells.name, cells.cast(pl.Float64, strict=False))
    if cells.dtype not in (pl.String, pl.Date, pl.Datetime):
        return None
    seconds = microseconds(cells) / 1e6
    filled = max(cells.count(), 1)
    if np.isfinite(seconds).sum() < READABLE * filled:
        return None
    if cells.dtype == pl.String:
        written = cells.str.strip_chars()
        if written.str.contains(r"^\d{4}-\d{1,2}$").sum() >= READABLE * filled:
            return Moments(seconds, "month")
        offsets = _offsets(written)
        if offsets is not None:
            last = int(offsets[np.flatnonzero(np.isfinite(seconds))[-1]])
            return Moments(seconds - 60.0 * offsets, "clock", offset=last)
    days = np.isfinite(seconds) & (seconds % 86_400 != 0)
    return Moments(seconds, "clock" if days.any() else "date")


def _are_numbers(cells: pl.Series) -> bool:
    if cells.dtype != pl.String:
        return False
    return cells.cast(pl.Float64, strict=False).count() >= READABLE * max(cells.count(), 1)


def _of_numbers(name: str, cells: pl.Series) -> Moments | None:
    values = cells.fill_null(float("nan")).to_numpy()
    known = values[np.isfinite(values)]
    if not len(known) or (known != np.round(known)).any():
        return None
    for low, high, scale in _EPOCHS:
        if known.min() >= low and known.max() < high and _rises(known):
            return Moments(values / scale, "number", scale)
    if known.min() >= 19_000_000 and known.max() < 21_000_000:
        written = cells.cast(pl.Int64, strict=False).cast(pl.String)
        days = written.str.to_date("%Y%m%d", strict=False)
        if days.count() == len(known):
            return Moments(microseconds(days) / 1e6, "date")
    if not names_time(name) or not _rises(known):
        return None
    return Moments(values, "number", is_count=True)


def _rises(known: Numbers) -> bool:
    """More values than a code or a measurement has: half of them differ, and they make a range."""
    return len(np.unique(known)) > max(3, 0.02 * len(known))


def _offsets(written: pl.Series) -> Numbers | None:
    """Minutes east of UTC, float64 [N]; None where hardly a cell names them."""
    named = written.str.contains(_OFFSET).fill_null(False)
    if named.sum() < READABLE * max(written.count(), 1):
        return None
    sign = written.str.extract(_OFFSET, 1)
    hours = written.str.extract(_OFFSET, 2).cast(pl.Float64)
    minutes = (60 * hours + written.str.extract(_OFFSET, 3).cast(pl.Float64)).fill_null(0.0)
    signed: Numbers = np.where((sign == "-").fill_null(False), -1.0, 1.0) * minutes.to_numpy()
    return signed


def write_moment(seconds: float, calendar: Calendar) -> str:
    """A moment as the source writes it."""
    if calendar.form == "number":
        return f"{seconds * calendar.scale:.0f}"
    zone = UTC if calendar.offset is None else timezone(timedelta(minutes=calendar.offset))
    when = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=round(seconds))).astimezone(zone)
    if calendar.form == "month":
        return when.strftime("%Y-%m")
    if calendar.form == "date":
        return when.strftime("%Y-%m-%d")
    clock = "%Y-%m-%d %H:%M:%S" if calendar.step % 60 else "%Y-%m-%d %H:%M"
    if calendar.offset is None:
        return when.strftime(clock)
    return when.isoformat()
