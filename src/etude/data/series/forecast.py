"""A forecast from raw rows: what its steps are, and the rows that a model learns from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from etude.data.columns import infer_schema
from etude.data.encoding import encode
from etude.data.lengths import length_facts
from etude.data.number_facts import number_facts
from etude.data.series import calendar as calendars
from etude.data.series.forecast_choices import (
    FEWEST_WINDOWS,
    choose_season,
    choose_start,
    choose_window,
)
from etude.data.series.forecast_order import StepOrder, read_order
from etude.data.series.forecast_rows import placed_steps, seen_and_ahead, windowless_note
from etude.data.series.forecast_seasons import season_scales
from etude.data.series.forecast_steps import missing_note
from etude.data.series.forecast_windows import learning_windows
from etude.data.survey import survey
from etude.data.target import decide_target
from etude.data.typed import TypedTable
from etude.errors import BadOption, UnreadableData
from etude.records.column import Column, Schema
from etude.records.figures import counted
from etude.records.forecast import Calendar, Forecast
from etude.records.note import Note
from etude.records.problem import METRICS, Problem
from etude.records.question import Question
from etude.records.survey import Survey

# Warnings of a survey that hold for time steps too.
OF_STEPS = ("mostly-missing", "outliers", "correlated-columns")


@dataclass(frozen=True)
class Understood:
    """A forecast as it was understood from the development rows.

    typed: its windows. problem: with its ``forecast``. notes: on what was found and mended.
    """

    schema: Schema
    problem: Problem
    typed: TypedTable
    notes: tuple[Note, ...]


def understand_forecast(
    frame: pl.DataFrame, question: Question, *, time: str = "", series: str = ""
) -> Understood:
    """Type the development rows, find calendar, season and window, and make the windows.

    In:     raw rows in the order of time; time, series: the columns found when they were sealed,
            "" where there are none.
    Raises: BadColumn for a target that is no number or never changes; UnreadableData where no
            series is long enough.
    """
    order = read_order(frame, time=time, series=series)
    schema, notes = _schema(frame, question, order)
    calendar = calendars.find_calendar(order.moments)
    channels = _channels(schema, order, question)
    steps, found = placed_steps(frame, schema, order, calendar, channels)
    targets = len(question.targets)
    season, said = choose_season(question, calendar, steps)
    forecast = choose_window(question, order, calendar, channels, steps, season)
    scales, usual = season_scales(steps, targets, season)
    every = np.tile(usual, (len(order.names) + 1, 1))
    every[steps.codes] = scales
    forecast = replace(forecast, scales=tuple(tuple(row) for row in every.tolist()))
    typed = learning_windows(steps, forecast)
    short = windowless_note(order, steps, typed, seen_and_ahead(forecast))
    if len(typed) < FEWEST_WINDOWS:
        raise UnreadableData(
            f"{counted(len(typed), 'forecast')} of {counted(question.forecast, 'step')} can be made"
            f" from the steps to learn from, and at least {FEWEST_WINDOWS} are needed: add steps,"
            " or forecast fewer."
        )
    forecast, base = choose_start(typed, forecast)
    notes += (*found, *missing_note(question.targets, steps), _calendar_note(calendar, order))
    notes += (said, _window_note(forecast, typed), _units_note(typed, forecast), base, *short)
    return Understood(schema, _problem(question, schema, forecast), typed, notes)


def survey_of_steps(frame: pl.DataFrame, found: Understood) -> Survey:
    """The survey of the development steps, row by row, without what only matters where rows stand
    for themselves; lengths are those of the windows."""
    typed, _ = encode(frame, found.schema, with_target=True)
    made = survey(frame, found.schema, typed, found.problem)
    return replace(
        made,
        single_columns=(),
        sorted_by_target=False,
        lengths=length_facts(found.typed),
        warnings=tuple(note for note in made.warnings if note.act in OF_STEPS),
    )


def _names(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def _schema(
    frame: pl.DataFrame, question: Question, order: StepOrder
) -> tuple[Schema, tuple[Note, ...]]:
    _, targets, notes = decide_target(frame, question.targets, task="regression")
    inputs = frame.drop(question.targets)
    aside = [name for name in (order.time, order.series) if name]
    leave_out = [name for name in question.leave_out if name not in aside]
    schema, found = infer_schema(inputs.drop(aside), (), leave_out=leave_out)
    columns = tuple(
        one
        if not one.used or one.kind in ("number", "boolean")
        else replace(one, used=False, reason="a forecast reads numbers beside its targets")
        for one in schema.columns
    )
    whose = [
        Column(order.time, "date", False, "it says when a step was"),
        Column(
            order.series,
            "identifier",
            False,
            "it says which series a step belongs to",
            categories=order.names,
        ),
    ]
    columns = (*(one for one in whose if one.name), *columns)
    for name in question.known:
        if name not in [one.name for one in columns if one.used]:
            raise BadOption(f"--known {name} must name a column of numbers that is no target.")
    return Schema(columns, targets), (*notes, *found)


def _channels(schema: Schema, order: StepOrder, question: Question) -> tuple[str, ...]:
    return (*question.targets, *_names(schema.used()))


def _problem(question: Question, schema: Schema, forecast: Forecast) -> Problem:
    fitting = [name for name, metric in METRICS.items() if metric.task == "regression"]
    if question.metric and question.metric not in fitting:
        raise BadOption(
            f'The metric "{question.metric}" is none of a forecast; choose one of'
            f" {', '.join(fitting)}."
        )
    if question.task == "classification":
        raise BadOption("A forecast predicts numbers; leave --task classification out.")
    before = f"{forecast.season} steps" if forecast.season > 1 else "step"
    reason = (
        "mase decides: how far a forecast is off, measured by how far on average a step lies from"
        f" the one {before} before it, so that every series and target counts alike."
    )
    asked = f"{question.metric} decides because it was asked for (--metric)."
    return Problem(
        data_kind="forecast",
        task="regression",
        targets=question.targets,
        labels=(),
        metric=question.metric or "mase",
        metric_reason=asked if question.metric else reason,
        unit=question.unit or schema.targets[0].reading.unit,
        forecast=forecast,
    )


def _calendar_note(calendar: Calendar, order: StepOrder) -> Note:
    text = f"Calendar: {calendars.in_words(calendar) if order.time else 'the order of the rows'}."
    if calendar.kind == "rows" and order.time:
        seconds = np.diff(np.unique(order.moments.seconds[np.isfinite(order.moments.seconds)]))
        facts = number_facts(seconds)
        assert facts is not None
        text = (
            f"Steps are not even: they lie {facts.minimum:,.0f} to {facts.maximum:,.0f} s apart,"
            f" {facts.median:,.0f} in the middle; they are taken one after the other, so that a"
            " forecast counts rows and not time."
        )
    return Note("calendar", text, order.time or None)


def _window_note(forecast: Forecast, typed: TypedTable) -> Note:
    text = (
        f"{counted(len(typed), 'forecast')} to learn from and to compare by: each sees up to"
        f" {counted(forecast.window, 'step')} and tells the next"
        f" {counted(forecast.horizon, 'step')}."
    )
    return Note("windows", text, None, len(typed))


def _units_note(typed: TypedTable, forecast: Forecast) -> Note:
    """What counts as one when plans are compared: neighbouring forecasts err alike."""
    assert typed.origins is not None
    units = len(np.unique(typed.clusters))
    stretches = len(np.unique(typed.origins.stretches))
    text = (
        f"Neighbouring forecasts share steps, so that {counted(units, 'stretch', 'stretches')} of"
        f" {counted(forecast.horizon, 'step')} count when plans are compared"
    )
    if units > stretches:
        text += (
            ", those of each series for themselves: where all series err at once, intervals are"
            " too narrow"
        )
    return Note("units", f"{text}.", None, units)
