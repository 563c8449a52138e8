"""The calendar of a series: how far its steps lie apart, and which steps of a week it has."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from etude.data.series.moments import Moments
from etude.records.forecast import Calendar

EVEN = 0.98  # of the distances are whole multiples of the commonest one
COMMON = 0.4  # of the distances are the commonest one
FEWEST_WEEKS = 4  # fewer do not show which steps of a week a series has
USED = 0.5  # of the weeks have a step, so that it belongs to the calendar
OFF_CALENDAR = 0.02  # of the steps may lie outside it
MOST_EMPTY = 20  # steps of the grid to a row: a longer one is mostly gap, so rows are counted
SPARE_STEPS = 1000  # beside them
DAY, WEEK = 86_400, 604_800
MONDAY = 4 * DAY  # 1970-01-05

Numbers = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Dates = npt.NDArray[np.datetime64]


def find_calendar(moments: Moments) -> Calendar:
    """The calendar of these steps: those of one series, or of all series of a panel together.

    Out: months, seconds with or without slots of a week, or rows where steps are not even.
    """
    known = np.unique(moments.seconds[np.isfinite(moments.seconds)])
    rows = Calendar("rows", 1)
    if len(known) < 3:
        return rows
    found = (None if moments.is_count else _months(known, moments)) or _even(known, moments)
    if found is None or _span(found, known) > most_steps(len(known)):
        return rows
    return _with_slots(found, known)


def most_steps(rows: int) -> int:
    """Steps that so many rows may lie apart; beyond it a calendar would be hardly anything but
    gap, and one date of the year 9999 would fill the memory."""
    return MOST_EMPTY * rows + SPARE_STEPS


def places(calendar: Calendar, seconds: Numbers) -> Integers:
    """Step of each moment, int64 [N]; -1 where a moment lies outside the calendar, is unread, or
    (a calendar of rows) where a step can only be told by counting."""
    found = np.full(len(seconds), -1, dtype=np.int64)
    known = np.isfinite(seconds)
    if calendar.kind == "rows":
        return found
    if calendar.kind == "months":
        months = _month_numbers(_local_days(seconds[known], calendar))
        found[known] = (months - calendar.start) // calendar.step
        return found
    steps = np.rint((seconds[known] - calendar.start) / calendar.step).astype(np.int64)
    if calendar.slots:
        week, slot = np.divmod(steps, WEEK // calendar.step)
        place = np.searchsorted(calendar.slots, slot)
        inside = np.isin(slot, calendar.slots)
        steps = np.where(inside, week * len(calendar.slots) + place, -1)
    found[known] = steps
    return found


def seconds_of(calendar: Calendar, steps: Integers) -> Numbers:
    """Moments of these steps, float64 [N]: the other way round than ``places``."""
    if calendar.kind == "rows":
        return steps.astype(np.float64)
    if calendar.kind == "months":
        months = (steps * calendar.step + calendar.start - 1970 * 12).astype("datetime64[M]")
        last = (months + 1).astype("datetime64[D]") - 1
        days = np.minimum(months.astype("datetime64[D]") + (calendar.day - 1), last)
        found: Numbers = days.astype(np.int64) * float(DAY) + _midnight(calendar)
        return found
    if calendar.slots:
        week, place = np.divmod(steps, len(calendar.slots))
        steps = week * (WEEK // calendar.step) + np.array(calendar.slots)[place]
    return calendar.start + steps.astype(np.float64) * calendar.step


def seasons(calendar: Calendar) -> tuple[int, ...]:
    """Steps of the day, the week and the year, where they are whole and more than one."""
    if calendar.kind in ("rows", "counts"):
        return ()
    if calendar.kind == "months":
        return (12 // calendar.step,) if calendar.step < 12 and 12 % calendar.step == 0 else ()
    week = len(calendar.slots) or WEEK // calendar.step
    days = len({slot * calendar.step // DAY for slot in calendar.slots}) or 7
    found = []
    if calendar.step < DAY and week % days == 0:
        found.append(week // days)
    if calendar.step < WEEK:
        found.append(week)
    if calendar.step >= DAY:
        found.append(round(week * 365.25 / 7) if calendar.step < WEEK else 52)
    return tuple(one for one in found if one > 1)


def waves(calendar: Calendar, steps: int) -> tuple[int, ...]:
    """Periods in seconds, of those the calendar knows, that a series of so many steps shows twice
    and that its steps divide."""
    if calendar.kind in ("rows", "counts"):
        return ()
    step = calendar.step * (30 * DAY if calendar.kind == "months" else 1)
    share = 1.0 if not calendar.slots else WEEK / calendar.step / len(calendar.slots)
    span = steps * step * share
    return tuple(
        period for period in (DAY, WEEK, 31_556_952) if 2 * step < period and 2 * period <= span
    )


def in_words(calendar: Calendar) -> str:
    """``monthly``, ``hourly, on working hours`` and the like; steps in seconds where no word is."""
    if calendar.kind == "rows":
        return "one row after the other"
    if calendar.kind == "months":
        return {1: "monthly", 3: "quarterly", 12: "yearly"}.get(
            calendar.step, f"every {calendar.step} months"
        )
    if calendar.kind == "counts":
        return f"every {calendar.step}"
    words = {1: "every second", 60: "every minute", 3600: "hourly", DAY: "daily", WEEK: "weekly"}
    text = words.get(calendar.step) or _every(calendar.step)
    if not calendar.slots:
        return text
    days = len({slot * calendar.step // DAY for slot in calendar.slots})
    return f"{text}, {len(calendar.slots)} steps on {days} days of the week"


def _every(step: int) -> str:
    for unit, word in ((DAY, "days"), (3600, "hours"), (60, "minutes")):
        if step % unit == 0:
            return f"every {step // unit} {word}"
    return f"every {step} seconds"


def _months(known: Numbers, moments: Moments) -> Calendar | None:
    if np.median(np.diff(known)) < 27 * DAY:
        return None
    stamps = [datetime.fromtimestamp(one, UTC) for one in known.tolist()]
    clocks = {(one.hour, one.minute) for one in stamps}  # two, where one half of the year is later
    if len(clocks) > 2:
        return None
    clock = int(known[-1] + 60 * (moments.offset or 0)) % DAY
    found = Calendar("months", 1, form=moments.form, offset=moments.offset, clock=clock)
    dates = _local_days(known, found)
    months = _month_numbers(dates)
    days = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    if len(np.unique(months)) < len(known) or (np.ptp(days) and days.min() < 28):
        return None
    step = _commonest(np.diff(months).astype(np.float64))
    if step is None or (np.diff(months) % step).any():
        step = 1
    return replace(found, step=int(step), start=int(months[0]), day=int(days.max()))


def _even(known: Numbers, moments: Moments) -> Calendar | None:
    distances = np.diff(known)
    step = _commonest(distances)
    if step is None:
        return None
    multiples = distances / step
    if (np.abs(multiples - np.rint(multiples)) <= 0.01).mean() < EVEN:
        return None
    start = int(known[0])
    if moments.is_count:
        return Calendar("counts", int(step), start)
    if WEEK % step == 0:  # step 0 is the first of a week
        start = MONDAY + (start - MONDAY) // WEEK * WEEK + (start - MONDAY) % int(step)
    return Calendar("seconds", int(step), start, (), moments.form, moments.scale, moments.offset)


def _commonest(distances: Numbers) -> float | None:
    whole = np.rint(distances[distances >= 0.5])
    if not len(whole):
        return None
    values, counts = np.unique(whole, return_counts=True)
    best = int(counts.argmax())
    return float(values[best]) if counts[best] >= COMMON * len(distances) else None


def _span(calendar: Calendar, known: Numbers) -> int:
    ends = places(calendar, known[[0, -1]])
    return int(ends[1] - ends[0])


def _with_slots(calendar: Calendar, known: Numbers) -> Calendar:
    if calendar.kind != "seconds" or WEEK % calendar.step or calendar.step == WEEK:
        return calendar
    steps = places(calendar, known)
    slots = steps % (WEEK // calendar.step)
    weeks = (int(steps[-1]) - int(steps[0])) * calendar.step / WEEK
    if weeks < FEWEST_WEEKS:
        return calendar
    counts = np.bincount(slots, minlength=WEEK // calendar.step)
    used = np.flatnonzero(counts >= USED * weeks)
    if len(used) in (0, len(counts)) or not np.isin(slots, used).mean() >= 1 - OFF_CALENDAR:
        return calendar
    return replace(calendar, slots=tuple(used.tolist()))


def _midnight(calendar: Calendar) -> float:
    """Seconds from midnight (UTC) to the clock time of a step of months, below 0 in the east."""
    return calendar.clock - 60.0 * (calendar.offset or 0)


def _local_days(seconds: Numbers, calendar: Calendar) -> Dates:
    """Dates of these moments where the series was written; summer time shifts none of them."""
    days = np.rint((seconds - _midnight(calendar)) / DAY).astype(np.int64)
    return days.astype("datetime64[D]")


def _month_numbers(dates: Dates) -> Integers:
    months: Integers = dates.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return months
