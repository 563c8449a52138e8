"""The survey of series: how many, how long, a few examples, and each channel by itself."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.number_facts import number_facts
from etude.data.typed import SeriesCells, TypedTable
from etude.records.column import Column, Schema
from etude.records.figures import counted, number_said
from etude.records.problem import Problem
from etude.records.series_facts import SeriesExample, SeriesFacts
from etude.records.series_form import SeriesForm
from etude.records.survey import ColumnFacts

CLASSES, EXAMPLES_A_CLASS, EXAMPLES = 6, 3, 8  # examples: of each class; of a target of numbers
CHANNELS, POINTS = 3, 80  # of an example
FIGURES = 5  # significant, of a value in an example
MICROSECONDS = (
    *(("day", 86_400e6), ("hour", 3_600e6), ("minute", 60e6)),
    *(("second", 1e6), ("millisecond", 1e3)),
)


def series_facts(typed: TypedTable, schema: Schema, problem: Problem | None) -> SeriesFacts | None:
    """Facts about the series of the development rows; None where a row is no series."""
    series, form = typed.series, schema.series
    if series is None or form is None:
        return None
    used = _steps_in_use(series)
    lengths = series.lengths
    facts = SeriesFacts(
        series=len(lengths),
        empty=int((lengths == 0).sum()),
        shortest=int(lengths.min(initial=np.iinfo(np.int64).max)) if len(lengths) else 0,
        median=float(np.median(lengths)) if len(lengths) else 0.0,
        longest=int(lengths.max(initial=0)),
        channels=series.channels,
        cells=used.size,
        missing=int(np.isnan(used).sum()),
        examples=_examples(typed, series, problem),
        sentences=(),
    )
    return replace(facts, sentences=tuple(_sentences(facts, form)))


def _sentences(facts: SeriesFacts, form: SeriesForm) -> Iterator[str]:
    many = counted(facts.series, "series", "series")
    channels = counted(len(facts.channels), "channel")
    if facts.shortest == facts.longest:
        yield f"{many} of {counted(facts.longest, 'step')} each, {channels}."
    else:
        yield (
            f"{many} of {facts.shortest:,} to {counted(facts.longest, 'step')},"
            f" {number_said(facts.median)} in the middle, {channels}."
        )
    if facts.empty:
        yield f"{counted(facts.empty, 'series', 'series')} without any number at any step."
    if facts.missing:
        share = 100 * facts.missing / facts.cells
        yield f"{counted(facts.missing, 'cell')} of the steps ({share:.1f} %) are empty."
    if form.step:
        yield f"{_spacing(form)}."


def _spacing(form: SeriesForm) -> str:
    if not form.spacing:
        return f'Steps are not evenly spaced by "{form.step}": only their order is read'
    dated = next(((one, size) for one, size in MICROSECONDS if form.spacing >= size), None)
    if form.dated and dated is not None:
        unit, size = dated
        many = number_said(form.spacing / size)
        return f"Steps are {many} {unit if many == '1' else unit + 's'} apart"
    return f'Steps are {number_said(form.spacing)} apart by "{form.step}"'


def _examples(
    typed: TypedTable, series: SeriesCells, problem: Problem | None
) -> tuple[SeriesExample, ...]:
    if problem is None or typed.target is None:
        return ()
    filled = np.flatnonzero(series.lengths > 0)
    if problem.is_classification:
        codes = typed.target[filled]
        rows = [
            (problem.labels[code], row)
            for code in range(min(CLASSES, len(problem.labels)))
            for row in filled[codes == code][:EXAMPLES_A_CLASS]
        ]
    else:
        target = typed.target[filled, 0]
        places = np.unique(np.linspace(0, len(filled) - 1, EXAMPLES).round().astype(int))
        order = filled[np.argsort(target, kind="stable")]
        rows = [(number_said(float(typed.target[row, 0])), row) for row in order[places]]
    return tuple(_example(label, series, int(row)) for label, row in rows)


def _example(label: str, series: SeriesCells, row: int) -> SeriesExample:
    length = int(series.lengths[row])
    kept = np.unique(np.linspace(0, length - 1, min(POINTS, length)).round().astype(int))
    values = series.steps[series.starts[row] + kept, :CHANNELS]
    rounded = tuple(tuple(float(f"{one:.{FIGURES}g}") for one in channel) for channel in values.T)
    return SeriesExample(label, tuple(kept.tolist()), rounded)


def channel_facts(column: Column, series: SeriesCells) -> ColumnFacts:
    """A list column in use: how its numbers lie at all steps of all rows. ``missing`` counts steps,
    and its share is of the steps."""
    values = _steps_in_use(series)[:, series.channels.index(column.name)]
    facts = number_facts(values)
    missing = int(np.isnan(values).sum())
    if facts is None:
        sentence = f"{column.name} has no value at any step of these series"
    else:
        sentence = (
            f"{column.name} runs from {number_said(facts.minimum)} to"
            f" {number_said(facts.maximum)} over {counted(len(values), 'step')}, half of it between"
            f" {number_said(facts.lower_quartile)} and {number_said(facts.upper_quartile)}"
        )
    share = missing / max(len(values), 1)
    empty = f"; {counted(missing, 'step')} ({100 * share:.1f} %) are empty." if missing else "."
    return ColumnFacts(
        name=column.name,
        kind=column.kind,
        used=True,
        reason=column.reason,
        missing=missing,
        missing_share=share,
        distinct=pl.Series(values[~np.isnan(values)]).n_unique(),
        numbers=facts,
        top=(),
        sentence=sentence + empty,
    )


def _steps_in_use(series: SeriesCells) -> npt.NDArray[np.float64]:
    """The steps of all rows, one row after the other, float64 [steps, C]."""
    ends = np.cumsum(series.lengths)
    within = np.arange(int(series.lengths.sum())) - np.repeat(ends - series.lengths, series.lengths)
    steps: npt.NDArray[np.float64] = series.steps[np.repeat(series.starts, series.lengths) + within]
    return steps
