"""Dates and times as people write them, and the numbers a network is given instead."""

from dataclasses import dataclass

import polars as pl

from etude.data.spellings import EMPTY_AMONG_NUMBERS, emptied, missing_note, text_of, without
from etude.records.column import Reading
from etude.records.note import Note

DATE_SHARE = 0.8  # of the filled cells must be dates
_ONE_FORMAT_SHARE = 0.98  # of the read cells in one format: the others are slips, not a format
_MOST_SPELLINGS = 1000
_FIRST_LOOK = 500  # cells, of which this share must look like dates:
_FIRST_LOOK_SHARE = 0.3
PARTS = ("year", "month", "day", "weekday", "hour", "days")

_TIME = r"(\d{1,2}):\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*([AaPp][Mm])?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?"
_WITH_TIME = rf"^(.*?)(?:[T\s]+{_TIME})?$"

# Shape of a written date -> its format; a pair stands for (day first, month first).
_SHAPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"^\d{4}-\d{1,2}-\d{1,2}$", ("%Y-%m-%d",)),
    (r"^\d{4}/\d{1,2}/\d{1,2}$", ("%Y/%m/%d",)),
    (r"^\d{4}\.\d{1,2}\.\d{1,2}$", ("%Y.%m.%d",)),
    (r"^(?:19|20)\d{6}$", ("%Y%m%d",)),
    (r"^\d{1,2}/\d{1,2}/\d{4}$", ("%d/%m/%Y", "%m/%d/%Y")),
    (r"^\d{1,2}-\d{1,2}-\d{4}$", ("%d-%m-%Y", "%m-%d-%Y")),
    (r"^\d{1,2}\.\d{1,2}\.\d{4}$", ("%d.%m.%Y",)),
    (r"^\d{1,2}/\d{1,2}/\d{2}$", ("%d/%m/%y", "%m/%d/%y")),
    (r"^\d{1,2}-\d{1,2}-\d{2}$", ("%d-%m-%y", "%m-%d-%y")),
    (r"^\d{1,2}\.\d{1,2}\.\d{2}$", ("%d.%m.%y",)),
    (r"^[A-Za-z]{3} \d{1,2}, \d{4}$", ("%b %d, %Y",)),
    (r"^[A-Za-z]{4,9} \d{1,2}, \d{4}$", ("%B %d, %Y",)),
    (r"^\d{1,2} [A-Za-z]{3} \d{4}$", ("%d %b %Y",)),
    (r"^\d{1,2} [A-Za-z]{4,9} \d{4}$", ("%d %B %Y",)),
    (r"^\d{1,2}-[A-Za-z]{3}-\d{4}$", ("%d-%b-%Y",)),
    (r"^\d{1,2}-[A-Za-z]{3}-\d{2}$", ("%d-%b-%y",)),
    (r"^\d{4}-\d{1,2}$", ("%Y-%m",)),
)
_SHAPE_OF = {form: shape for shape, forms in _SHAPES for form in forms}


@dataclass(frozen=True)
class DateColumn:
    """A column that turned out to hold dates: how to read it, and which parts vary."""

    reading: Reading
    parts: tuple[str, ...]
    notes: tuple[Note, ...]


def read_as_dates(written: pl.Series) -> DateColumn | None:
    """The column as dates, or None where fewer than 80 % of its filled cells are dates.

    One reading holds for the whole column: of day/month and month/day the one that reads more
    cells, so that a single value above 12 decides. ``reading.date_format`` lists several formats
    with ``|`` between them.
    """
    if not _may_be_dates(written.drop_nulls()):
        return None
    filled = without(written, EMPTY_AMONG_NUMBERS)
    dates = _without_time(filled)
    formats, notes = _formats_of(dates)
    if not formats:
        return None
    days = _parsed(dates, formats)
    if days.count() < DATE_SHARE * filled.count():
        return None
    notes += _unread_notes(written, filled, days)
    missing = written.filter(days.is_null()).drop_nulls().str.to_lowercase().unique().sort()
    reading = Reading(
        date_format="|".join(formats),
        day_first=any(form.startswith("%d") for form in formats),
        missing=tuple(missing.to_list()[:_MOST_SPELLINGS]),
    )
    return DateColumn(reading, _varying_parts(_parts_of(days, _hours(filled))), notes)


def _may_be_dates(filled: pl.Series) -> bool:
    """A look at a few cells, because trying every format on all rows of words is slow."""
    some = _without_time(filled.gather_every(max(1, len(filled) // _FIRST_LOOK)))
    shaped = some.str.contains("|".join(shape for shape, _ in _SHAPES)).fill_null(False)
    return int(shaped.sum()) >= _FIRST_LOOK_SHARE * len(some)


def typed_dates(cells: pl.Series) -> DateColumn:
    """A column that came as dates or times of day on dates."""
    return DateColumn(
        Reading(date_format="%Y-%m-%d"), _varying_parts(date_parts(cells, Reading())), ()
    )


def date_parts(cells: pl.Series, reading: Reading) -> dict[str, pl.Series]:
    """Year, month, day, weekday (Monday 1), hour and days since 1970: float64, null where missing.

    The written time counts, whatever its offset from UTC: the hour is the clock's on the wall.
    """
    if cells.dtype.is_temporal():
        return _parts_of(cells.cast(pl.Date), _typed_hours(cells))
    written = without(text_of(cells), EMPTY_AMONG_NUMBERS.union(reading.missing))
    formats = reading.date_format.split("|")
    return _parts_of(_parsed(_without_time(written), formats), _hours(written))


def part_name(column: str, part: str) -> str:
    """Name of the number column that a part of a date becomes: ``day (weekday)``."""
    return f"{column} ({part})"


def _typed_hours(cells: pl.Series) -> pl.Series:
    if cells.dtype == pl.Date:
        return pl.Series(cells.name, [0.0], pl.Float64).new_from_index(0, len(cells))
    return cells.dt.hour().cast(pl.Float64)


def _without_time(written: pl.Series) -> pl.Series:
    return written.str.extract(_WITH_TIME, 1)


def _hours(written: pl.Series) -> pl.Series:
    hour = written.str.extract(_WITH_TIME, 2).cast(pl.Float64, strict=False)
    half = written.str.extract(_WITH_TIME, 3).str.to_lowercase()
    if half.null_count() < len(half):
        afternoon = (half == "pm").fill_null(False).cast(pl.Float64)
        hour = hour.zip_with(half.is_null(), hour % 12 + 12 * afternoon)
    return hour.fill_null(0.0)


def _parsed(dates: pl.Series, formats: list[str]) -> pl.Series:
    days = pl.Series(dates.name, [None], pl.Date).new_from_index(0, len(dates))
    for form in formats:
        alike = emptied(dates, ~dates.str.contains(_SHAPE_OF[form]))
        read = alike.str.to_date(form, strict=False)
        days = days.zip_with(days.is_not_null(), read)
    return days


def _formats_of(dates: pl.Series) -> tuple[list[str], tuple[Note, ...]]:
    """Formats of the column, the most frequent first, and a note where the reading is a guess."""
    found: list[tuple[int, str]] = []
    notes: tuple[Note, ...] = ()
    for shape, forms in _SHAPES:
        alike = dates.filter(dates.str.contains(shape).fill_null(False))
        if not len(alike):
            continue
        counts = [alike.str.to_date(form, strict=False).count() for form in forms]
        best = counts.index(max(counts))
        if len(forms) == 2 and counts[0] == counts[1]:
            best = _order_by_sorting(alike, forms)
            notes += (_guess_note(dates.name, best, len(alike)),)
        found.append((counts[best], forms[best]))
    return _enough(found), notes


def _enough(found: list[tuple[int, str]]) -> list[str]:
    """All formats that read cells, or only the first where it reads nearly everything."""
    ranked = sorted((one for one in found if one[0]), key=lambda one: -one[0])
    total = sum(count for count, _ in ranked)
    if ranked and ranked[0][0] >= _ONE_FORMAT_SHARE * total:
        return [ranked[0][1]]
    return [form for _, form in ranked]


def _order_by_sorting(alike: pl.Series, forms: tuple[str, ...]) -> int:
    """No value above 12 decides: the reading in which more rows follow the one before them."""
    steps = [_steps_forward(alike.str.to_date(form, strict=False)) for form in forms]
    return 1 if steps[1] > steps[0] else 0


def _steps_forward(days: pl.Series) -> int:
    differences = days.diff().drop_nulls().dt.total_days()
    return max(int((differences == 1).sum()), int((differences == -1).sum()))


def _guess_note(name: str, best: int, count: int) -> Note:
    order = "month before day" if best else "day before month"
    text = (
        f"{name}: no date has a number above 12 that would show the order; read with the {order}"
        f" in the whole column. Write dates as 2024-12-31 to be sure."
    )
    return Note("date-order-guessed", text, name, count)


def _unread_notes(written: pl.Series, filled: pl.Series, days: pl.Series) -> tuple[Note, ...]:
    unread = missing_note(filled.filter(days.is_null()), "unread-dates", "not read as a date")
    empty = missing_note(written.filter(filled.is_null()), "missing", "taken for an empty cell")
    return tuple(note for note in (unread, empty) if note is not None)


def _parts_of(days: pl.Series, hours: pl.Series) -> dict[str, pl.Series]:
    numbers = (
        days.dt.year(),
        days.dt.month(),
        days.dt.day(),
        days.dt.weekday(),
        emptied(hours, days.is_null()),
        days.cast(pl.Int32),
    )
    return {part: number.cast(pl.Float64) for part, number in zip(PARTS, numbers, strict=True)}


def _varying_parts(parts: dict[str, pl.Series]) -> tuple[str, ...]:
    return tuple(part for part, values in parts.items() if values.drop_nulls().n_unique() > 1)
