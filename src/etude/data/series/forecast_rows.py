"""From raw rows to windows, as a schema and a forecast say: for the exam and for new data."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.booleans import boolean_values
from etude.data.numbers_in_text import number_values
from etude.data.series.forecast_order import StepOrder, order_of
from etude.data.series.forecast_steps import Steps, steps_of
from etude.data.series.forecast_windows import exam_windows, last_windows, learning_windows
from etude.data.spellings import ROW, listed
from etude.data.telling_names import did_you_mean
from etude.data.typed import TypedTable
from etude.errors import BadColumn, UnreadableData
from etude.records.column import Column, Schema
from etude.records.figures import counted
from etude.records.forecast import Calendar, Forecast
from etude.records.note import Note

Numbers = npt.NDArray[np.float64]


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
    return typed, names, (*notes, *short_note(order, steps, forecast))


def _placed(
    frame: pl.DataFrame, schema: Schema, forecast: Forecast
) -> tuple[StepOrder, Steps, tuple[Note, ...]]:
    _check_present(frame, schema, forecast)
    order, _ = order_of(
        frame,
        [column.name for column in schema.targets],
        time=forecast.time,
        series=forecast.series,
    )
    order = _with_known_names(order, forecast)
    steps, notes = placed_steps(frame, schema, order, forecast.calendar, forecast.channels)
    if not len(steps.values):
        raise UnreadableData("No row lies on the calendar of the series that were learned from.")
    return order, steps, notes


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
    """The channels of these rows on the calendar, read as the schema says."""
    readings = {column.name: column for column in (*schema.columns, *schema.targets)}
    values = np.column_stack([_values(frame[name], readings[name]) for name in channels])
    rows = frame[ROW].to_numpy() if ROW in frame.columns else np.arange(frame.height)
    return steps_of(order, calendar, values, rows.astype(np.int64))


def _values(cells: pl.Series, column: Column) -> Numbers:
    read = boolean_values if column.kind == "boolean" else number_values
    values: Numbers = read(cells, column.reading).fill_null(np.nan).to_numpy()
    return values


def short_note(order: StepOrder, steps: Steps, forecast: Forecast) -> tuple[Note, ...]:
    """Names the series of a panel that are too short."""
    if len(order.names) < 2:
        return ()
    lengths = dict(zip(steps.codes.tolist(), steps.lengths.tolist(), strict=True))
    fewest = forecast.fewest + forecast.horizon
    short = [
        f"{name} ({lengths.get(code, 0)})"
        for code, name in enumerate(order.names)
        if lengths.get(code, 0) < fewest
    ]
    if not short:
        return ()
    text = (
        f"{counted(len(short), 'series', 'series')} too short to learn from, with fewer than"
        f" {fewest} steps: {listed(short)}."
    )
    return (Note("short-series", text, order.series or None, len(short)),)
