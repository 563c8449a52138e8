"""The cells of series: what a list column holds, and its numbers end to end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from etude.data.numbers_in_text import number_values, read_as_numbers, take_lonely_numbers
from etude.data.scaling import Numbers
from etude.data.spellings import EMPTY_AMONG_NUMBERS, ROW, listed, shown, text_of, without
from etude.data.strata import Integers
from etude.data.typed import SeriesCells
from etude.errors import BadColumn
from etude.records.column import Column, Reading
from etude.records.figures import counted
from etude.records.note import Note

_MOST_UNREAD = 0.5  # of the filled steps of a channel; beyond that it is another channel
_WORDS = "its steps hold words, and only numbers are read from step to step"


@dataclass(frozen=True)
class Channel:
    """A list column as it was understood, with a note for everything done to its cells."""

    column: Column
    notes: tuple[Note, ...] = ()


def understand_channel(cells: pl.Series) -> Channel:
    """Decide what a list column is: a channel of numbers, or one that cannot be used."""
    steps = _steps_of(cells)
    reading, notes = Reading(), tuple[Note, ...]()
    if steps.dtype.is_numeric():
        values = number_values(steps, reading)
    else:
        found = read_as_numbers(text_of(steps))
        if found is None:
            return Channel(Column(cells.name, "series", False, _WORDS))
        values, reading, notes = found.values, found.reading, found.notes
    values, reading, lonely = take_lonely_numbers(values, reading)
    notes = (*notes, *lonely)
    distinct = values.drop_nulls().n_unique()
    if distinct == 0:
        return Channel(Column(cells.name, "empty", False, "it has no value at any step"), notes)
    if distinct == 1:
        reason = f"it has one value only at all steps, {shown(values.drop_nulls()[0])}"
        return Channel(Column(cells.name, "constant", False, reason, reading), notes)
    return Channel(Column(cells.name, "series", True, reading=reading), notes)


def series_cells(
    frame: pl.DataFrame, columns: Sequence[Column]
) -> tuple[SeriesCells, tuple[Note, ...]]:
    """The numbers of these list columns, row after row; and notes on what was no number.

    Out:    a series ends where no channel has a further value.
    Raises: BadColumn where most steps of a channel hold something else than numbers.
    """
    counts = [frame[one.name].list.len().fill_null(0).cast(pl.Int64).to_numpy() for one in columns]
    lengths = np.max(counts, axis=0)
    starts = np.cumsum(lengths) - lengths
    steps = np.full((int(lengths.sum()), len(columns)), np.nan)
    notes: list[Note] = []
    for place, (column, count) in enumerate(zip(columns, counts, strict=True)):
        written = _steps_of(frame[column.name])
        values = number_values(written, column.reading)
        notes += _unread(written, values, column, frame[ROW], count)
        steps[_slots(starts, count), place] = values.fill_null(np.nan).to_numpy()
    names = tuple(one.name for one in columns)
    return SeriesCells(names, steps, starts, _known_lengths(steps, starts, lengths)), tuple(notes)


def _steps_of(cells: pl.Series) -> pl.Series:
    """All steps of all rows, one after the other; rows without a step have none."""
    filled = cells.filter(cells.list.len().fill_null(0) > 0)
    inner = cells.dtype.inner  # type: ignore[attr-defined]  # of a list
    return filled.explode() if len(filled) else pl.Series(cells.name, [], dtype=inner)


def _slots(starts: Integers, count: Integers) -> Integers:
    """Places of the first ``count`` steps of each row, int64 [sum of count]."""
    ends = np.cumsum(count)
    within = np.arange(int(count.sum())) - np.repeat(ends - count, count)
    return np.repeat(starts, count) + within


def _known_lengths(steps: Numbers, starts: Integers, lengths: Integers) -> Integers:
    """Steps of each row up to its last known one."""
    rows = np.repeat(np.arange(len(lengths)), lengths)
    within = np.arange(len(steps)) - np.repeat(starts, lengths) + 1
    known = np.zeros(len(lengths), np.int64)
    filled = ~np.isnan(steps).all(axis=1)
    np.maximum.at(known, rows[filled], within[filled])
    return known


def _unread(
    written: pl.Series, values: pl.Series, column: Column, rows: pl.Series, count: Integers
) -> list[Note]:
    """A note on filled steps that gave no number; BadColumn where they are most of the channel."""
    if values.null_count() == written.null_count() or written.dtype.is_numeric():
        return []
    # -999 read as missing is no surprise: look at the values before it was taken away.
    values = number_values(written, replace(column.reading, missing=()))
    filled = without(text_of(written), EMPTY_AMONG_NUMBERS.union(column.reading.missing))
    unread = filled.is_not_null() & values.is_null()
    found = int(unread.sum())
    if not found:
        return []
    words = filled.filter(unread)
    if found > _MOST_UNREAD * filled.count():
        row = int(np.repeat(rows.to_numpy(), count)[unread.arg_max() or 0])
        raise BadColumn(
            f'The column "{column.name}" held numbers at the steps of the training series, but most'
            f" of its cells are not: series {row + 1} holds {shown(words[0])}. Check that the"
            f" columns of this file are the same."
        )
    text = f"{column.name}: {listed(words.unique().sort())} not read as numbers;"
    text = f"{text} {counted(found, 'step')} read as missing."
    return [Note("unread-cells", text, column.name, found)]
