"""What one column is: number, boolean, date, category, text, identifier, constant or empty."""

from dataclasses import dataclass

import polars as pl

from etude.data.booleans import boolean_reading
from etude.data.categories import (
    FREQUENT_ROWS,
    RARE,
    Spellings,
    categories_of,
    spellings_of,
)
from etude.data.dates import DateColumn, part_name, read_as_dates, typed_dates
from etude.data.numbers_in_text import number_values, read_as_numbers, take_lonely_numbers
from etude.data.series.cells import understand_channel
from etude.data.spellings import EMPTY_ANYWHERE, key_of, shown, text_of, without
from etude.data.telling_names import names_identifier, names_time
from etude.records.column import Column, ColumnKind, Reading
from etude.records.note import Note

_LEAST_FOR_IDENTIFIER = 10  # rows below which being all different proves nothing
_LEAST_FOR_COUNTING = 30
_COUNTING_DENSITY = 0.5  # a quarter of the rows or more is sealed away, which leaves gaps
_TEXT_WORDS = 3.0
_TEXT_LETTERS = 15.0
_LONG_TEXT_LETTERS = 100.0
_TEXT_DISTINCT_SHARE = 0.5
_FIRST_LOOK = 1000  # cells
_FEW_SPELLINGS = 30
_PRESENCE_SHARE = 0.01  # of the cells empty, so that being filled tells something
_EXACT = 2.0**53  # whole numbers above are no longer all different as doubles
_CODE_SHARE = 0.05  # of the numbers with a leading zero: they are codes, not amounts


@dataclass(frozen=True)
class Understood:
    """A column as it was understood, with a note for everything done to its cells."""

    column: Column
    notes: tuple[Note, ...] = ()


def understand(cells: pl.Series) -> Understood:
    """Decide what a column is, by its cells in the development rows and, where it helps, its name.

    In:  any column as read: text with empty cells null, or typed; a list of the steps of a series.
    Out: the column; ``used`` is False with a reason where it cannot help.
    """
    if cells.dtype == pl.List:
        channel = understand_channel(cells)
        return Understood(channel.column, channel.notes)
    if cells.null_count() == len(cells):
        return _empty(cells.name)
    if cells.dtype.is_temporal():
        return _date(cells.name, typed_dates(cells))
    if cells.dtype.is_numeric() and not _are_compact_dates(cells):
        return _numbers(cells, number_values(cells, Reading()), Reading(), _infinite(cells))
    return _from_text(text_of(cells))


def _from_text(written: pl.Series) -> Understood:
    if (boolean := _boolean(written)) is not None:
        return boolean
    numbers = None if _are_compact_dates(written) else read_as_numbers(written)
    if numbers is not None and not _are_codes(written):
        return _numbers(written, numbers.values, numbers.reading, numbers.notes)
    filled = without(written, EMPTY_ANYWHERE)
    if filled.null_count() == len(filled):
        return _empty(written.name)
    dates = read_as_dates(written)
    return _words(written, filled.drop_nulls()) if dates is None else _date(written.name, dates)


def _are_compact_dates(cells: pl.Series) -> bool:
    """Whether all numbers are days written as 20241231."""
    if cells.dtype.is_float():
        return False
    some = cells.head(_FIRST_LOOK).drop_nulls().cast(pl.String)
    shaped = some.str.contains(r"^(?:19|20)\d{6}$").all()
    return bool(shaped) and some.str.to_date("%Y%m%d", strict=False).null_count() == 0 < len(some)


def _boolean(written: pl.Series) -> Understood | None:
    if written.head(_FIRST_LOOK).n_unique() > _FEW_SPELLINGS:
        return None  # spares counting a million different numbers
    keys = set(key_of(written.drop_nulls().unique())) - EMPTY_ANYWHERE
    reading = boolean_reading(keys)
    return Understood(Column(written.name, "boolean", True, reading=reading)) if reading else None


def _are_codes(written: pl.Series) -> bool:
    """Whether digits with leading zeros are codes: many of them, or all cells equally long."""
    leading = written.str.contains(r"^0\d+$")
    if not leading.any():
        return False
    lengths = written.str.len_chars()
    digits = written.str.contains(r"^\d+$").fill_null(True).all()
    equally_long = digits and lengths.min() == lengths.max()
    return equally_long or int(leading.sum()) >= _CODE_SHARE * written.count()


def _empty(name: str) -> Understood:
    return Understood(Column(name, "empty", False, "it has no value at all"))


def _date(name: str, dates: DateColumn) -> Understood:
    if not dates.parts:
        column = Column(name, "constant", False, "it holds one date only", dates.reading)
        return Understood(column, dates.notes)
    parts = tuple(part_name(name, part) for part in dates.parts)
    column = Column(name, "date", True, reading=dates.reading, parts=parts)
    return Understood(column, dates.notes)


def _numbers(
    cells: pl.Series, values: pl.Series, reading: Reading, notes: tuple[Note, ...]
) -> Understood:
    values, reading, lonely = take_lonely_numbers(values, reading)
    notes += tuple(lonely)
    if _are_measured(values):
        return Understood(Column(cells.name, "number", True, reading=reading), notes)
    distinct = values.drop_nulls().n_unique()
    if distinct == 0:
        return _empty(cells.name)
    if distinct == 1:
        return _single_value(cells, values, reading, notes)
    if distinct == 2 and values.min() == 0 and values.max() == 1 and not reading.unit:
        zero_one = Reading(true=("1",), false=("0",), missing=reading.missing)
        return Understood(Column(cells.name, "boolean", True, reading=zero_one), notes)
    if (reason := _identifier_reason(values, distinct)) is not None:
        return Understood(Column(cells.name, "identifier", False, reason, reading), notes)
    if names_identifier(cells.name) and _are_whole(values):
        return _category(text_of(cells), _repeated_identifier)
    return Understood(Column(cells.name, "number", True, reading=reading), notes)


def _are_measured(values: pl.Series) -> bool:
    """A first look: several values with fractions are neither codes nor counts nor constant."""
    some = values.head(_FIRST_LOOK).drop_nulls()
    return some.n_unique() > 2 and not _are_whole(some)


_repeated_identifier = "whole numbers named as an identifier that repeat, so codes, not amounts"


def _infinite(cells: pl.Series) -> tuple[Note, ...]:
    count = int(cells.is_infinite().sum()) if cells.dtype.is_float() else 0
    text = f"{cells.name}: infinite values were read as missing ({count:,})."
    return (Note("infinite", text, cells.name, count),) if count else ()


def _single_value(
    cells: pl.Series, values: pl.Series, reading: Reading, notes: tuple[Note, ...]
) -> Understood:
    written = text_of(cells).filter(values.is_not_null())
    if written.n_unique() > 1 and abs(values.max()) > _EXACT:  # type: ignore[arg-type,operator]
        reason = "its whole numbers differ only beyond the 16 digits that a double can hold"
        return Understood(Column(cells.name, "constant", False, reason, reading), notes)
    if values.null_count() >= _PRESENCE_SHARE * len(values):
        return _presence(cells.name, written[0], notes)
    return _constant(cells.name, written[0], reading, notes)


def _constant(name: str, value: str, reading: Reading, notes: tuple[Note, ...]) -> Understood:
    reason = f"it has one value only, {shown(value)}"
    return Understood(Column(name, "constant", False, reason, reading), notes)


def _presence(name: str, value: str, notes: tuple[Note, ...]) -> Understood:
    reason = f"it is either {shown(value)} or empty"
    return Understood(Column(name, "category", True, reason, categories=(value,)), notes)


def _identifier_reason(values: pl.Series, distinct: int) -> str | None:
    filled = values.drop_nulls()
    if distinct < len(filled) or len(filled) < _LEAST_FOR_IDENTIFIER or not _are_whole(filled):
        return None
    if names_identifier(values.name):
        return "its whole numbers are all different and its name says identifier"
    if _counts_the_rows(filled) and not names_time(values.name):
        return "its whole numbers count the rows"
    return None


def _are_whole(values: pl.Series) -> bool:
    return bool((values == values.round(0)).all())


def _counts_the_rows(filled: pl.Series) -> bool:
    if len(filled) < _LEAST_FOR_COUNTING:
        return False
    steps = filled.diff().drop_nulls()
    one_way = bool((steps > 0).all()) or bool((steps < 0).all())
    span = float(filled.max()) - float(filled.min())  # type: ignore[arg-type]
    return one_way and len(filled) >= _COUNTING_DENSITY * span


def _words(written: pl.Series, filled: pl.Series) -> Understood:
    distinct = filled.n_unique()
    if _is_free_text(filled, distinct):
        reason = "it is free text, which this study does not read (--kind text reads it)"
        return Understood(Column(written.name, "text", False, reason))
    if _is_identifier_text(filled, distinct):
        reason = "its values are all different, so that it names rows and says nothing about them"
        return Understood(Column(written.name, "identifier", False, reason))
    return _category(written, "")


def _is_free_text(filled: pl.Series, distinct: int) -> bool:
    if distinct < max(_LEAST_FOR_IDENTIFIER, _TEXT_DISTINCT_SHARE * len(filled)):
        return False
    letters = float(filled.str.len_chars().mean())  # type: ignore[arg-type]
    words = float(filled.str.count_matches(r"\S+").mean())  # type: ignore[arg-type]
    return letters >= _LONG_TEXT_LETTERS or (words >= _TEXT_WORDS and letters >= _TEXT_LETTERS)


def _is_identifier_text(filled: pl.Series, distinct: int) -> bool:
    return distinct == len(filled) >= _LEAST_FOR_IDENTIFIER and not _are_codes(filled)


def _category(written: pl.Series, reason: str) -> Understood:
    spellings = spellings_of(written)
    if len(spellings) == 1:
        return _one_spelling(written, spellings)
    categories = categories_of(written.name, spellings)
    if not categories.labels:
        return Understood(_nothing_frequent(written.name, spellings), spellings.notes)
    if categories.labels[-1] == RARE and not reason:
        reason = f"many values; those in at least {FREQUENT_ROWS} rows keep a code of their own"
    column = Column(written.name, "category", True, reason, categories=categories.labels)
    return Understood(column, spellings.notes + categories.notes)


def _one_spelling(written: pl.Series, spellings: Spellings) -> Understood:
    value = spellings.values["spelling"][0]
    if len(written) - spellings.rows >= _PRESENCE_SHARE * len(written):
        return _presence(written.name, value, spellings.notes)
    return _constant(written.name, value, Reading(), spellings.notes)


def _nothing_frequent(name: str, spellings: Spellings) -> Column:
    reason = (
        f"it has {len(spellings):,} different values in {spellings.rows:,} filled rows, and none"
        f" occurs in {FREQUENT_ROWS} rows or more"
    )
    kind: ColumnKind = "category"
    return Column(name, kind, False, reason)
