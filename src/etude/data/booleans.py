"""Columns of yes and no, however they are written."""

import polars as pl

from etude.data.spellings import (
    BOOLEAN_PAIRS,
    EMPTY_ANYWHERE,
    FALSE_WORDS,
    TRUE_WORDS,
    key_of,
    text_of,
    without,
)
from etude.records.column import Reading


def boolean_reading(keys: set[str]) -> Reading | None:
    """The reading of a column with these folded spellings, or None where it is not boolean.

    One pair (yes/no, 1/0 ...) must occur with both sides: ``t`` and ``n`` alone are two letters.
    """
    if not keys <= TRUE_WORDS | FALSE_WORDS:
        return None
    if not any(true in keys and false in keys for true, false in BOOLEAN_PAIRS):
        return None
    return Reading(true=tuple(sorted(keys & TRUE_WORDS)), false=tuple(sorted(keys & FALSE_WORDS)))


def boolean_values(cells: pl.Series, reading: Reading) -> pl.Series:
    """Float64: 1 for yes, 0 for no, null where missing or neither."""
    keys = key_of(without(text_of(cells), EMPTY_ANYWHERE))
    # A file at prediction time may write yes in a way that the development rows did not.
    numbers = {**dict.fromkeys(sorted(TRUE_WORDS), 1.0), **dict.fromkeys(sorted(FALSE_WORDS), 0.0)}
    numbers |= dict.fromkeys(reading.true, 1.0) | dict.fromkeys(reading.false, 0.0)
    return keys.replace_strict(numbers, default=None, return_dtype=pl.Float64)
