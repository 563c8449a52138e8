"""Encoding: the cells of any frame become numbers and codes, the way the schema reads them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.booleans import boolean_values
from etude.data.categories import codes_of
from etude.data.dates import PARTS, date_parts, part_name
from etude.data.numbers_in_text import number_values
from etude.data.series.cells import series_cells
from etude.data.spellings import (
    CLUSTER,
    EMPTY_AMONG_NUMBERS,
    RESERVED,
    ROW,
    listed,
    shown,
    text_of,
    without,
)
from etude.data.telling_names import did_you_mean
from etude.data.text.documents import documents_of
from etude.data.typed import MISSING, UNSEEN, TypedTable
from etude.errors import BadColumn
from etude.records.column import Column, Reading, Schema
from etude.records.figures import counted
from etude.records.note import Note

_MOST_UNREAD = 0.5  # of the filled cells of a column; beyond that it is another column

Target = npt.NDArray[np.int64] | npt.NDArray[np.float64]


def encode(
    frame: pl.DataFrame, schema: Schema, *, with_target: bool
) -> tuple[TypedTable, tuple[Note, ...]]:
    """Read the cells of a frame the way the schema says.

    In:     columns in any order; further ones are ignored. ``__row__`` gives the row numbers in
            the source (else 0 .. N-1), ``__cluster__`` the group of a row (else its own number).
            with_target: whether to read the target too; rows without one are left out.
    Out:    the typed rows in the order of the frame, and notes on what did not fit the schema.
    Raises: BadColumn where a column in use is absent, or most of its cells are of another kind.
    """
    _check_present(frame, schema, with_target)
    notes = _extra_notes(frame, schema)
    frame = _with_rows(frame)
    target: Target | None = None
    if with_target:
        frame, target, found = _target(frame, schema.targets)
        notes += found
    alone = (column for column in schema.used() if column.kind not in ("text", "series"))
    inputs = [_encoded(frame[column.name], column, frame[ROW]) for column in alone]
    for one in inputs:
        notes += one.notes
    texts = [frame[column.name] for column in schema.used("text")]
    documents, found = documents_of(texts) if texts else (None, ())
    notes += found
    series = None
    if channels := schema.used("series"):
        series, found = series_cells(frame, channels)
        notes += found
    return replace(_table(frame, inputs, target), documents=documents, series=series), notes


@dataclass(frozen=True)
class _Encoded:
    """What one column became: named number columns, or codes and their number."""

    name: str
    numbers: tuple[tuple[str, pl.Series], ...] = ()
    codes: npt.NDArray[np.int32] | None = None
    cardinality: int = 0
    notes: tuple[Note, ...] = ()


def _check_present(frame: pl.DataFrame, schema: Schema, with_target: bool) -> None:
    known = {column.name for column in schema.columns + schema.targets}.union(RESERVED)
    for column in schema.used() + (schema.targets if with_target else ()):
        if column.name not in frame.columns:
            strange = [name for name in frame.columns if name not in known]
            hint = did_you_mean(column.name, strange) if strange else "Add it."
            raise BadColumn(f'The column "{column.name}" is missing from the data. {hint}')


def _extra_notes(frame: pl.DataFrame, schema: Schema) -> tuple[Note, ...]:
    known = {column.name for column in schema.columns + schema.targets}.union(RESERVED)
    extra = [name for name in frame.columns if name not in known]
    if not extra:
        return ()
    text = f"Columns that the training data did not have were ignored: {listed(extra)}."
    return (Note("extra-columns", text, None, len(extra)),)


def _with_rows(frame: pl.DataFrame) -> pl.DataFrame:
    if ROW not in frame.columns:
        frame = frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW))
    if CLUSTER not in frame.columns:
        frame = frame.with_columns(pl.col(ROW).alias(CLUSTER))
    return frame


def _table(frame: pl.DataFrame, inputs: list[_Encoded], target: Target | None) -> TypedTable:
    numbers = [pair for one in inputs for pair in one.numbers]
    coded = [one for one in inputs if one.codes is not None]
    return TypedTable(
        number_names=tuple(name for name, _ in numbers),
        numbers=_stacked_numbers([values for _, values in numbers], frame.height),
        category_names=tuple(one.name for one in coded),
        categories=_stacked_codes([one.codes for one in coded if one.codes is not None], frame),
        cardinalities=tuple(one.cardinality for one in coded),
        target=target,
        units=frame[ROW].cast(pl.Int64).to_numpy(),
        clusters=frame[CLUSTER].cast(pl.Int64).to_numpy(),
    )


def _stacked_numbers(columns: list[pl.Series], rows: int) -> npt.NDArray[np.float64]:
    stacked = np.empty((rows, len(columns)))  # (N, F)
    for index, values in enumerate(columns):
        stacked[:, index] = values.fill_null(np.nan).to_numpy()
    return stacked


def _stacked_codes(
    columns: list[npt.NDArray[np.int32]], frame: pl.DataFrame
) -> npt.NDArray[np.int32]:
    stacked = np.empty((frame.height, len(columns)), np.int32)  # (N, C)
    for index, codes in enumerate(columns):
        stacked[:, index] = codes
    return stacked


def _encoded(cells: pl.Series, column: Column, rows: pl.Series) -> _Encoded:
    if column.kind == "category":
        return _category(cells, column)
    if column.kind == "date":
        return _date(cells, column, rows)
    values, notes = read_numbers(cells, column, rows)
    return _Encoded(column.name, ((column.name, values),), notes=notes)


def read_numbers(
    cells: pl.Series, column: Column, rows: pl.Series
) -> tuple[pl.Series, tuple[Note, ...]]:
    """The values of a column of numbers or of yes and no, null where missing.

    In:     rows: numbers of the rows in the source, from 0.
    Out:    a note where filled cells gave no value.
    Raises: BadColumn where they are most of the column.
    """
    if column.kind == "boolean":
        values = boolean_values(cells, column.reading)
        return values, _unread_notes(cells, column, values, rows, "yes or no")
    values = number_values(cells, column.reading)
    return values, _unread_numbers(cells, column, values, rows)


def _category(cells: pl.Series, column: Column) -> _Encoded:
    codes = codes_of(cells, column.categories)
    unseen = cells.filter(pl.Series(codes == UNSEEN))
    return _Encoded(
        column.name,
        codes=codes,
        cardinality=len(column.categories),
        notes=_unseen_notes(column.name, unseen),
    )


def _unseen_notes(name: str, unseen: pl.Series) -> tuple[Note, ...]:
    if not len(unseen):
        return ()
    words = listed(text_of(unseen).unique().sort())
    text = f"{name}: {words} did not occur in the training data ({counted(len(unseen), 'cell')})."
    return (Note("unseen-categories", text, name, len(unseen)),)


def _date(cells: pl.Series, column: Column, rows: pl.Series) -> _Encoded:
    if cells.dtype.is_numeric():
        cells = text_of(cells)  # 20240131 in a typed source
    parts = date_parts(cells, column.reading)
    named = {part_name(column.name, part): parts[part] for part in PARTS}
    numbers = tuple((name, named[name]) for name in column.parts)
    notes = (
        ()
        if cells.dtype.is_temporal()
        else _unread_notes(cells, column, parts["days"], rows, "dates")
    )
    return _Encoded(column.name, numbers, notes=notes)


def _unread_numbers(
    cells: pl.Series, column: Column, values: pl.Series, rows: pl.Series
) -> tuple[Note, ...]:
    if cells.dtype.is_numeric() or cells.dtype == pl.Boolean:
        return ()
    if values.null_count() > cells.null_count():
        # -999 read as missing is no surprise: look at the values before it was taken away.
        values = number_values(cells, replace(column.reading, missing=()))
    return _unread_notes(cells, column, values, rows, "numbers")


def _unread_notes(
    cells: pl.Series, column: Column, values: pl.Series, rows: pl.Series, kind: str
) -> tuple[Note, ...]:
    """A note on filled cells that gave no value; BadColumn where they are most of the column."""
    if values.null_count() == cells.null_count():
        return ()
    filled = without(text_of(cells), _empty_spellings(column.reading))
    unread = filled.is_not_null() & values.is_null()
    count = int(unread.sum())
    if not count:
        return ()
    words = filled.filter(unread)
    if count > _MOST_UNREAD * filled.count():
        raise BadColumn(_another_kind(column.name, words[0], rows.filter(unread)[0], kind))
    text = f"{column.name}: {listed(words.unique().sort())} not read as {kind}; "
    return (
        Note(
            "unread-cells", text + f"{counted(count, 'cell')} read as missing.", column.name, count
        ),
    )


def _empty_spellings(reading: Reading) -> Iterable[str]:
    return EMPTY_AMONG_NUMBERS.union(reading.missing)


def _another_kind(name: str, word: str, row: int, kind: str) -> str:
    return (
        f'The column "{name}" held {kind} in the training data, but most of its cells are not:'
        f" row {row + 1} holds {shown(word)}. Check that the columns of this file are the same."
    )


def _target(
    frame: pl.DataFrame, targets: tuple[Column, ...]
) -> tuple[pl.DataFrame, Target, tuple[Note, ...]]:
    """The rows whose target is known, and their targets."""
    if targets[0].kind == "number":
        values = _number_targets(frame, targets)
        return _known_rows(frame, targets, values, np.asarray(np.isfinite(values).all(axis=1)), 0)
    codes = class_codes(frame[targets[0].name], targets[0])
    return _known_rows(frame, targets, codes, codes >= 0, int((codes == UNSEEN).sum()))


def _known_rows(
    frame: pl.DataFrame,
    targets: tuple[Column, ...],
    target: Target,
    known: npt.NDArray[np.bool_],
    unseen: int,
) -> tuple[pl.DataFrame, Target, tuple[Note, ...]]:
    missing = len(known) - int(known.sum()) - unseen
    kept = frame.filter(pl.Series(known))
    return kept, target[known], _dropped_notes(targets, missing, unseen)


def _number_targets(frame: pl.DataFrame, targets: tuple[Column, ...]) -> npt.NDArray[np.float64]:
    columns = [number_values(frame[column.name], column.reading) for column in targets]
    return _stacked_numbers(columns, frame.height)  # (N, T)


def class_codes(cells: pl.Series, target: Column) -> npt.NDArray[np.int64]:
    """Codes of a class target: MISSING for an empty cell, UNSEEN for a label never seen before."""
    if not target.reading.true:
        return codes_of(cells, target.categories).astype(np.int64)
    values = boolean_values(cells, target.reading)
    empty = without(text_of(cells), EMPTY_AMONG_NUMBERS).is_null()
    codes = values.fill_null(UNSEEN).cast(pl.Int64)
    missing = pl.Series([MISSING], dtype=pl.Int64).new_from_index(0, len(codes))
    return codes.zip_with(~empty, missing).to_numpy()


def _dropped_notes(targets: tuple[Column, ...], missing: int, unseen: int) -> tuple[Note, ...]:
    names = " or ".join(f'"{column.name}"' for column in targets)
    notes = []
    if missing:
        text = f"{counted(missing, 'row')} without a value of {names} left out."
        notes.append(Note("target-missing", text, targets[0].name, missing))
    if unseen:
        text = f"{counted(unseen, 'row')} whose {names} is a class never seen in training left out."
        notes.append(Note("target-unseen", text, targets[0].name, unseen))
    return tuple(notes)
