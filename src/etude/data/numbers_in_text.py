"""Numbers as people write them: decimal commas, thousands, units, words in between."""

import re
from dataclasses import dataclass, replace

import polars as pl

from etude.data.spellings import (
    EMPTY_AMONG_NUMBERS,
    LONELY_NUMBERS,
    emptied,
    missing_note,
    shown,
    text_of,
    without,
)
from etude.records.column import Reading
from etude.records.figures import counted
from etude.records.note import Note

NUMBER_SHARE = 0.9  # of the cells that are not empty must be numbers
_UNIT_SHARE = 0.5  # of those cells must carry the unit
_MOST_SPELLINGS = 1000  # spellings of a missing cell that a reading remembers

# (decimal, thousands) in the order of preference where two read equally many cells: "5,123"
# alone is five thousand, a single "0,123" in the column makes the comma a decimal sign.
_FORMATS = ((".", ""), (".", ","), (",", ""), (",", "."), (".", "'"), (".", " "), (",", " "))

_LEAD = r"[^\d.,+\-'\s]*"
_SPLIT = re.compile(rf"^[+-]?({_LEAD})\s*[+-]?[\d.,'\s]*\d[\d.,]*(?:[eE][+-]?\d+)?\s*([^\d]*)$")
_CURRENCY = frozenset(
    [
        "$",
        "€",
        "£",
        "¥",
        "₹",
        "₽",
        "USD",
        "EUR",
        "GBP",
        "CHF",
        "JPY",
        "US$",
        "Rs",
        "Rs.",
        "kr",
        "R$",
    ]
)
_ONE_LETTER_UNITS = frozenset(["g", "m", "l", "s", "h", "V", "W"])


@dataclass(frozen=True)
class NumberColumn:
    """A text column that turned out to hold numbers: how to read it, and what it gives."""

    reading: Reading
    values: pl.Series
    notes: tuple[Note, ...]


def read_as_numbers(written: pl.Series) -> NumberColumn | None:
    """The column as numbers, or None where fewer than 90 % of its filled cells are numbers.

    In:  text, blanks stripped, empty cells null.
    Out: the reading; float64 values, null where missing or infinite; one note for each thing done.
    """
    if (plain := _all_plain(written)) is not None:
        return NumberColumn(Reading(), plain, ())
    filled = without(written, EMPTY_AMONG_NUMBERS)
    reading = _best_reading(filled)
    values = _parsed(filled, reading)
    if values.count() < NUMBER_SHARE * max(filled.count(), 1):
        return None
    finite = _finite(values)
    missing = _spellings(written.filter(finite.is_null()))
    reading = replace(reading, missing=tuple(missing[:_MOST_SPELLINGS]))
    notes = _format_notes(written.name, reading) + _missing_notes(written, filled, values)
    return NumberColumn(reading, finite, notes)


def number_values(cells: pl.Series, reading: Reading) -> pl.Series:
    """Any column as ``reading`` says: float64, null where missing, infinite or no number.

    Numbers among ``reading.missing`` (-999) are null too.
    """
    if cells.dtype.is_numeric() or cells.dtype == pl.Boolean:
        values = _finite(cells.cast(pl.Float64))
    else:
        values = _values_in_text(text_of(cells), reading)
    lonely = [number for number in LONELY_NUMBERS if f"{number:.0f}" in reading.missing]
    return emptied(values, values.is_in(lonely)) if lonely else values


def take_lonely_numbers(
    values: pl.Series, reading: Reading
) -> tuple[pl.Series, Reading, list[Note]]:
    """Empty the cells of -999 and its kin where it is a lonely extreme; say so where it is not."""
    notes: list[Note] = []
    for number in LONELY_NUMBERS:
        if number not in (values.min(), values.max()):
            continue
        count = int((values == number).sum())
        rest = values.filter(values != number)
        lonely = _is_lonely(number, rest)
        if lonely or _is_suspicious(number, rest):
            notes.append(_lonely_note(values.name, number, count, lonely))
        if lonely:
            values = emptied(values, values == number)
            reading = replace(reading, missing=(*reading.missing, f"{number:.0f}"))
    return values, reading, notes


def _values_in_text(written: pl.Series, reading: Reading) -> pl.Series:
    if reading.decimal == "." and (plain := _all_plain(written)) is not None:
        return plain
    filled = without(written, EMPTY_AMONG_NUMBERS.union(reading.missing))
    return _finite(_parsed(filled, reading))


def _all_plain(written: pl.Series) -> pl.Series | None:
    """The values where every filled cell is a plain finite number: most columns, and fast."""
    values = written.cast(pl.Float64, strict=False)
    plain = values.null_count() == written.null_count() and values.is_finite().all()
    return values if plain else None


def _is_lonely(number: float, rest: pl.Series) -> bool:
    if rest.count() < 5:
        return False
    low, high = float(rest.min()), float(rest.max())  # type: ignore[arg-type]
    if number > 0:
        # A large positive number may be an honest extreme (a gain capped at 99,999), so that
        # it has to lie ten times as far out as all the others together.
        return number - high > 10 * (high - low)
    return low >= 0 or low - number > high - low


def _is_suspicious(number: float, rest: pl.Series) -> bool:
    """Whether a number that is kept deserves a word: below zero, or far beyond the others."""
    if number < 0 or not rest.count():
        return number < 0
    low, high = float(rest.min()), float(rest.max())  # type: ignore[arg-type]
    return number - high > high - low


def _lonely_note(name: str, number: float, count: int, lonely: bool) -> Note:
    if lonely:
        text = (
            f"{name}: {number:.0f} lies far from every other number and was read as a missing"
            f" value ({counted(count, 'cell')})."
        )
        return Note("missing", text, name, count)
    text = (
        f"{name}: {number:.0f} ({counted(count, 'cell')}) was kept as a number; it may mean"
        f" missing."
    )
    return Note("kept-number", text, name, count)


def _finite(values: pl.Series) -> pl.Series:
    return emptied(values, ~values.is_finite())


def _parsed(written: pl.Series, reading: Reading) -> pl.Series:
    """Float64, null where a cell is no number; an infinity stays infinite, ``nan`` is null."""
    bare = written
    if reading.unit:
        bare = bare.str.replace(reading.unit, "", literal=True).str.strip_chars()
        bare = bare.str.replace(r"^([+-])\s+", "$1")
    if reading.decimal != "." or reading.thousands:
        bare = _in_plain_digits(bare, reading.decimal, reading.thousands)
    values = bare.cast(pl.Float64, strict=False)
    return emptied(values, values.is_nan())


def _in_plain_digits(written: pl.Series, decimal: str, thousands: str) -> pl.Series:
    point = re.escape(decimal)
    pattern = rf"^[+-]?\d*(?:{point}\d*)?(?:[eE][+-]?\d+)?$"
    if thousands:
        group = r"[\s  ]" if thousands == " " else re.escape(thousands)
        pattern += rf"|^[+-]?[1-9]\d{{0,2}}(?:{group}\d{{3}})+(?:{point}\d*)?$"
        bare = written.str.replace_all(group, "")
    else:
        bare = written
    bare = bare.str.replace(decimal, ".", literal=True)
    return emptied(bare, ~written.str.contains(pattern))


def _best_reading(filled: pl.Series) -> Reading:
    plain = Reading()
    unread = filled.filter(filled.is_not_null() & _parsed(filled, plain).is_null())
    if not unread.str.contains(r"\d").any():
        return plain
    unit = _common_unit(unread, filled.count())
    candidates = [Reading(decimal=d, thousands=t, unit=unit) for d, t in _FORMATS]
    counts = [_parsed(filled, candidate).count() for candidate in candidates]
    return candidates[counts.index(max(counts))]


def _common_unit(unread: pl.Series, filled: int) -> str:
    counts = unread.value_counts(sort=True)
    found: dict[str, int] = {}
    for cell, count in counts.head(2000).iter_rows():
        unit = _unit_of(cell)
        if unit:
            found[unit] = found.get(unit, 0) + count
    seen = sum(count for _, count in counts.head(2000).iter_rows())
    best = max(found, key=lambda unit: found[unit], default="")
    enough = best and found[best] / seen * len(unread) >= _UNIT_SHARE * filled
    return best if enough and counts.height >= 3 else ""


def _unit_of(cell: str) -> str:
    match = _SPLIT.match(cell)
    if match is None:
        return ""
    before, after = match[1], match[2].strip()
    if before:
        return before if not after and before in _CURRENCY else ""
    return after if _is_unit(after) else ""


def _is_unit(text: str) -> bool:
    """Whether what stands behind a number may be a unit; one letter may also be a code (12A)."""
    if len(text) == 1 and text.isalpha():
        return text in _ONE_LETTER_UNITS
    return 0 < len(text) <= 12 and text[-1] not in ".,+-"


def _spellings(written: pl.Series) -> list[str]:
    counts = written.drop_nulls().str.to_lowercase().value_counts()
    name = counts.columns[0]
    return counts.sort(["count", name], descending=[True, False])[name].to_list()


def _format_notes(name: str, reading: Reading) -> tuple[Note, ...]:
    ways = []
    if reading.decimal == ",":
        ways.append("the comma is the decimal sign")
    if reading.thousands:
        ways.append(f"{shown(reading.thousands)} separates thousands")
    if reading.unit:
        ways.append(f"the unit {shown(reading.unit)} was taken off")
    if not ways:
        return ()
    return (Note("number-format", f"{name}: read as numbers; {', '.join(ways)}.", name),)


def _missing_notes(written: pl.Series, filled: pl.Series, values: pl.Series) -> tuple[Note, ...]:
    infinite = ~values.is_finite().fill_null(True)
    kinds = (
        (written.filter(filled.is_null()), "missing", "taken for an empty cell"),
        (written.filter(infinite), "infinite", "taken for infinite or too large"),
        (filled.filter(values.is_null()), "words-among-numbers", "not read as a number"),
    )
    notes = (missing_note(cells, act, why) for cells, act, why in kinds)
    return tuple(note for note in notes if note is not None)
