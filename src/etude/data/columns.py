"""What the columns are: the schema of a table, inferred from its development rows alone."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from etude.data.leaks import find_copies_and_leaks
from etude.data.spellings import RESERVED
from etude.data.target import decide_target
from etude.data.telling_names import did_you_mean
from etude.data.understanding import understand
from etude.errors import BadColumn, BadOption
from etude.records.column import Column, Schema
from etude.records.note import Note
from etude.records.series_form import SeriesForm


def infer_schema(
    frame: pl.DataFrame,
    targets: Sequence[str],
    *,
    leave_out: Sequence[str] = (),
    group: str = "",
    task: str | None = None,
    texts: Sequence[str] | None = None,
    series: SeriesForm | None = None,
) -> tuple[Schema, tuple[Note, ...]]:
    """Decide what every column is and how its cells are read.

    In:     development rows as read (all text, or typed); ``__row__`` and ``__cluster__`` are
            ignored. targets: none where the table is only looked at: then every column is an
            input, and none need be usable. leave_out: columns the person does not want as
            inputs. group: the column that says which rows belong together, which is no input
            either. task: ``classification`` or ``regression`` overrules what the target looks
            like. texts: columns to read as text, all that hold free text where none is named;
            None where no text is read. series: how the list columns of the frame were read.
    Out:    the schema, and a note for everything decided that a person may want to know.
    Raises: BadColumn where the target cannot be learnt, a named column is absent, or no input
            is left; BadOption for an unknown task.
    Blind:  a column known only after the fact (the duration of the call) looks like any other.
    """
    if series is not None:
        leave_out = _beside_steps(leave_out, series)
    _check_names(frame, targets, leave_out, texts or ())
    target_columns, notes = _targets(frame, targets, task)
    columns: list[Column] = []
    for cells in frame.drop(*targets, *RESERVED, strict=False):
        if series is not None and cells.name == series.identifier:
            columns.append(Column(cells.name, "identifier", False, "it names the series"))
            continue
        understood = understand(cells)
        column = _read_as_text(understood.column, texts)
        columns.append(_left_out_as_asked(column, leave_out, group))
        notes += () if column.kind == "text" else understood.notes
    schema = Schema(tuple(columns), target_columns, series)
    if targets:
        _check_inputs(schema)
    schema, found = _without_copies(frame, schema)
    return schema, notes + found + _left_out_notes(schema)


def _beside_steps(leave_out: Sequence[str], series: SeriesForm) -> list[str]:
    """Columns to leave out that are still there: the one that ordered the steps is no input."""
    for channel, columns in zip(series.channels, series.columns, strict=False):
        for name in set(columns).intersection(leave_out):
            raise BadOption(
                f'"{name}" is a step of the series "{channel}", which is left out as a whole or not'
                f" at all: --leave-out {channel}, or --kind table."
            )
    return [name for name in leave_out if name != series.step]


def _check_names(
    frame: pl.DataFrame, targets: Sequence[str], leave_out: Sequence[str], texts: Sequence[str]
) -> None:
    names = [name for name in frame.columns if name not in RESERVED]
    inputs = [name for name in names if name not in targets]
    for name in texts:
        if name in targets:
            raise BadOption(
                f'"{name}" is the target and cannot be read as a text beside it; name another'
                " column with --text, or another target."
            )
        if name in inputs and frame.schema[name] == pl.List:
            raise BadColumn(
                f'"{name}" holds a series, step by step, and no text; leave --text {name} out.'
            )
        if name not in inputs:
            raise BadColumn(f'There is no input column "{name}". {did_you_mean(name, inputs)}')
    for name in leave_out:
        if name not in names:
            hint = did_you_mean(name, names)
            raise BadColumn(f'There is no column "{name}" to leave out. {hint}')
        if name in targets:
            raise BadOption(
                f'"{name}" is the target and cannot be left out; choose one of the two.'
            )


def _targets(
    frame: pl.DataFrame, targets: Sequence[str], task: str | None
) -> tuple[tuple[Column, ...], tuple[Note, ...]]:
    if not targets:
        return (), ()
    _, columns, notes = decide_target(frame, targets, task=task)
    return columns, notes


def _read_as_text(column: Column, texts: Sequence[str] | None) -> Column:
    if texts is None or column.kind in ("empty", "constant"):
        return column
    if column.name in texts or (not texts and column.kind == "text"):
        return Column(column.name, "text", True)
    if column.kind == "text":
        return replace(column, reason="it is free text that --text does not name")
    return column


def _left_out_as_asked(column: Column, leave_out: Sequence[str], group: str) -> Column:
    if column.name in leave_out:
        return replace(column, used=False, reason="left out as asked (--leave-out)")
    if column.name == group:
        return replace(column, used=False, reason="it says which rows belong together (--group)")
    return column


def _check_inputs(schema: Schema) -> None:
    if schema.used():
        return
    reasons = "; ".join(f'"{c.name}": {c.reason}' for c in schema.columns[:10])
    told = f" ({reasons})" if reasons else ""
    raise BadColumn(
        f"There is no input column left to learn from beside the target{told};"
        f" add columns that say something about each row."
    )


def _without_copies(frame: pl.DataFrame, schema: Schema) -> tuple[Schema, tuple[Note, ...]]:
    """The schema without copies of the target, unless nothing else is left to learn from."""
    copies, notes = find_copies_and_leaks(frame, schema)
    lean = replace(schema, columns=tuple(copies.get(c.name, c) for c in schema.columns))
    return (lean if lean.used() else schema), notes


def _left_out_notes(schema: Schema) -> tuple[Note, ...]:
    return tuple(
        Note("left-out", f"{column.name}: left out; {column.reason}.", column.name)
        for column in schema.columns
        if not column.used
    )
