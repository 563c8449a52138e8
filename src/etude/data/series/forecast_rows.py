"""From raw rows to windows, as a schema and a forecast say: for the exam and for new data."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.encoding import read_numbers
from etude.data.series.forecast_order import StepOrder, read_order
from etude.data.series.forecast_steps import Steps, steps_of
from etude.data.series.forecast_windows import exam_windows, last_windows, learning_windows
from etude.data.spellings import ROW, listed
from etude.data.telling_names import did_you_mean
from etude.data.typed import Origins, TypedTable
from etude.errors import BadColumn, UnreadableData
from etude.records.column import Schema
from etude.records.figures import counted
from etude.records.forecast import Calendar, Forecast
from etude.records.note import Note

Numbers = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def exam_rows(
    development: pl.DataFrame, sealed: pl.DataFrame, schema: Schema, forecast: Forecast
) -> TypedTable:
    """Windows whose steps ahead are all sealed ones; they look back into the others."""
    frame = pl.concat([development, sealed])
    numbers = frame[ROW].to_numpy()
    frame = frame.with_columns(pl.Series(ROW, np.arange(frame.height)))
    _, steps, _ = _placed(frame, schema, forecast)
    is_sealed = steps.rows >= development.height
    typed = exam_windows(steps, forecast, is_sealed)
    _check_some(typed, forecast, ahead=False)
    return replace(typed, units=numbers[typed.units])


def forecast_rows(
    frame: pl.DataFrame, schema: Schema, forecast: Forecast, *, ahead: bool
) -> tuple[TypedTable, tuple[str, ...], tuple[Note, ...]]:
    """Windows of any rows that have the columns of the schema.

    In:     ahead: one window a series, for the steps after its end, whose truth is not known;
            else every window whose steps ahead are known.
    Out:    the windows, the name of each one's series, and notes.
    Raises: BadColumn where a column is absent; UnreadableData where no series is long enough.
    """
    order, steps, notes = _placed(frame, schema, forecast)
    windows = last_windows if ahead else partial(learning_windows, thinned=False)
    typed = windows(steps, forecast)
    _check_some(typed, forecast, ahead=ahead)
    assert typed.origins is not None
    names = tuple(order.names[code] for code in typed.origins.codes.tolist())
    if forecast.calendar.kind == "rows" or not forecast.time:
        typed = replace(typed, origins=_met_nowhere(typed.origins))
    needed = f"{counted(forecast.fewest, 'step')}" if ahead else seen_and_ahead(forecast)
    short = windowless_note(order, steps, typed, needed)
    untold = _untold_note(typed, forecast, schema) if ahead else ()
    return typed, names, (*notes, *untold, *short)


def _met_nowhere(origins: Origins) -> Origins:
    """Where no calendar says when the learned steps were, these are none of them: before all."""
    back = int(origins.ends.max()) + 1
    return replace(origins, moments=origins.moments - back, ends=origins.ends - back)


def _untold_note(typed: TypedTable, forecast: Forecast, schema: Schema) -> tuple[Note, ...]:
    """Names the known columns that do not say what they will be at some steps ahead.

    Raises: BadColumn where one says nothing of any step.
    """
    notes = []
    for place, name in enumerate(forecast.known):
        ahead = slice(place * forecast.horizon, (place + 1) * forecast.horizon)
        absent = np.isnan(typed.numbers[:, ahead])
        count = int(absent.sum())
        if count == absent.size:
            raise BadColumn(
                f'"{name}" is known in advance, but no row after the last value of'
                f" {schema.targets[0].name} says what it will be: add rows for"
                f" {counted(forecast.horizon, 'step')} ahead with their {name}."
            )
        if count:
            text = (
                f"{name}: {count} of {counted(absent.size, 'step')} ahead have no value; a usual"
                " one is taken for them."
            )
            notes.append(Note("untold-steps", text, name, count))
    return tuple(notes)


def _placed(
    frame: pl.DataFrame, schema: Schema, forecast: Forecast
) -> tuple[StepOrder, Steps, tuple[Note, ...]]:
    _check_present(frame, schema, forecast)
    order = read_order(frame, time=forecast.time, series=forecast.series)
    order = _with_known_names(order, forecast)
    values, unread = _read(frame, schema, forecast.channels)
    steps, notes = steps_of(order, forecast.calendar, values, _row_numbers(frame))
    if not len(steps.values):
        raise UnreadableData("No row lies on the calendar of the series that were learned from.")
    return order, steps, (*unread, *notes)


def _check_some(typed: TypedTable, forecast: Forecast, *, ahead: bool) -> None:
    if not len(typed):
        raise UnreadableData(
            f"No series is long enough for a forecast: {forecast.fewest} steps"
            + ("" if ahead else f" and {forecast.horizon} to check it by")
            + " are needed."
        )


def _check_present(frame: pl.DataFrame, schema: Schema, forecast: Forecast) -> None:
    for name in (*forecast.channels, forecast.time, forecast.series):
        if name and name not in frame.columns:
            hint = did_you_mean(name, frame.columns)
            raise BadColumn(f'The column "{name}" is missing from the data. {hint}')


def _with_known_names(order: StepOrder, forecast: Forecast) -> StepOrder:
    """Codes as they were learned; series never met come after them."""
    new = [name for name in order.names if name not in forecast.names]
    every = (*forecast.names, *new)
    ranks = np.array([every.index(name) for name in order.names], dtype=np.int64)
    codes = np.where(order.codes >= 0, ranks[order.codes], -1)
    return replace(order, codes=codes, names=every)


def placed_steps(
    frame: pl.DataFrame,
    schema: Schema,
    order: StepOrder,
    calendar: Calendar,
    channels: Sequence[str],
) -> tuple[Steps, tuple[Note, ...]]:
    """The channels of these rows on the calendar, read as the schema says; what of them could not
    be read was told when the schema was made."""
    values, _ = _read(frame, schema, channels)
    return steps_of(order, calendar, values, _row_numbers(frame))


def _read(
    frame: pl.DataFrame, schema: Schema, channels: Sequence[str]
) -> tuple[Numbers, tuple[Note, ...]]:
    """The channels of these rows, float64 [N, C], and notes on cells that are no numbers."""
    columns = {column.name: column for column in (*schema.columns, *schema.targets)}
    rows = pl.Series(_row_numbers(frame))
    read = [read_numbers(frame[name], columns[name], rows) for name in channels]
    values = np.column_stack([cells.fill_null(np.nan).to_numpy() for cells, _ in read])
    return values, tuple(note for _, notes in read for note in notes)


def _row_numbers(frame: pl.DataFrame) -> Integers:
    rows = frame[ROW].to_numpy() if ROW in frame.columns else np.arange(frame.height)
    return rows.astype(np.int64)


def windowless_note(
    order: StepOrder, steps: Steps, typed: TypedTable, needed: str
) -> tuple[Note, ...]:
    """Names the series of a panel that no forecast is made of, with the steps that they have.

    In: needed: what a series needs for one, in words.
    """
    assert typed.origins is not None
    lengths = dict(zip(steps.codes.tolist(), steps.lengths.tolist(), strict=True))
    there = np.unique(order.codes[order.codes >= 0])
    without = np.setdiff1d(there, typed.origins.codes).tolist()
    if not order.series or not without:
        return ()
    named = listed([f"{order.names[code]} ({lengths.get(code, 0)})" for code in without])
    text = (
        f"{counted(len(without), 'series', 'series')} without a forecast, which needs {needed}:"
        f" {named}, with the steps of each."
    )
    return (Note("short-series", text, order.series, len(without)),)


def seen_and_ahead(forecast: Forecast) -> str:
    """What a series needs so that a forecast of it can be learned from or checked."""
    return (
        f"{counted(forecast.fewest, 'step')} and {forecast.horizon} after them, the latter all"
        " known"
    )
