"""The survey: facts about the development rows, and what among them deserves attention."""

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.dates import part_name
from etude.data.lengths import length_facts
from etude.data.number_facts import number_facts
from etude.data.repeats import repeat_facts
from etude.data.series.facts import channel_facts, series_facts
from etude.data.single_columns import correlated_pairs, sample_of, single_columns
from etude.data.spellings import EMPTY_ANYWHERE, listed, shown, text_of, without
from etude.data.survey_warnings import survey_warnings
from etude.data.text.facts import text_column, text_facts
from etude.data.typed import TypedTable
from etude.records.column import Column, Schema
from etude.records.figures import number_said
from etude.records.problem import Problem
from etude.records.survey import (
    ColumnFacts,
    NumberFacts,
    Survey,
    TargetFacts,
    TimeOrder,
    ValueCount,
)

_TOP = 10
_BEST_COLUMNS = 10
_SORTED_SHARE = 0.99  # of the steps from row to row that go one way or stay

Values = npt.NDArray[np.float64]


def survey(
    frame: pl.DataFrame, schema: Schema, typed: TypedTable, problem: Problem | None
) -> Survey:
    """Describe the development rows for a newcomer and an expert.

    In:   the frame the schema was inferred from, and what ``encode`` made of it with its target;
          problem: None where nothing is to be predicted, then ``encode`` read no target.
    Out:  a record of plain values; figures of single columns and pairs come from at most 20,000
          rows.
    Cost: about a second per million rows and ten columns.
    """
    rows = sample_of(typed)
    singles = single_columns(typed, rows)
    found = Survey(
        rows=len(typed),
        columns=tuple(_column_facts(frame[c.name], c, typed) for c in schema.columns),
        targets=_target_facts(schema, typed, problem) if problem else (),
        repeats=repeat_facts(typed),
        single_columns=singles[:_BEST_COLUMNS],
        pairs=correlated_pairs(typed, rows),
        time_order=tuple(_time_order(column, typed) for column in schema.used("date")),
        sorted_by_target=_sorted_by_target(typed),
        sampled_rows=len(rows),
        warnings=(),
        lengths=length_facts(typed),
        series=series_facts(typed, schema, problem),
        texts=text_facts(typed, problem),
    )
    return survey_warnings(found, problem, inputs=len(typed.number_names + typed.category_names))


def _column_facts(cells: pl.Series, column: Column, typed: TypedTable) -> ColumnFacts:
    if not column.used:
        return _unused_column(cells.explode() if cells.dtype == pl.List else cells, column)
    if column.kind == "text":
        return text_column(cells, column)
    if column.kind == "series" and typed.series is not None:
        return channel_facts(column, typed.series)
    if column.kind != "category":
        return _number_column(column, _values_of(column, typed), len(typed))
    codes = typed.categories[:, typed.category_names.index(column.name)]
    return _category_column(column, codes)


def _values_of(column: Column, typed: TypedTable) -> Values:
    """The numbers that stand for a column: its own, or the days of a date."""
    if column.kind != "date":
        return typed.numbers[:, typed.number_names.index(column.name)]
    days = part_name(column.name, "days")
    name = days if days in column.parts else column.parts[0]
    return typed.numbers[:, typed.number_names.index(name)]


def _number_column(column: Column, values: Values, rows: int) -> ColumnFacts:
    facts = number_facts(values)
    missing = int(np.isnan(values).sum())
    known = values[~np.isnan(values)]
    return ColumnFacts(
        name=column.name,
        kind=column.kind,
        used=True,
        reason=column.reason,
        missing=missing,
        missing_share=missing / max(rows, 1),
        distinct=pl.Series(known).n_unique(),
        numbers=facts,
        top=(),
        sentence=_number_sentence(column, facts) + _missing_words(missing, rows),
    )


def _number_sentence(column: Column, facts: NumberFacts | None) -> str:
    if facts is None:
        return f"{column.name} has no value in these rows"
    if column.kind == "boolean":
        return f"{column.name} is yes in {100 * facts.mean:.1f} % of the rows"
    if column.kind == "date":
        return f"{column.name} is {_period(column, facts)}"
    unit = f" {column.reading.unit}" if column.reading.unit else ""
    text = (
        f"{column.name} runs from {number_said(facts.minimum)} to"
        f" {number_said(facts.maximum)}{unit}, half of it between"
        f" {number_said(facts.lower_quartile)} and {number_said(facts.upper_quartile)}"
    )
    return text + (f", {facts.outliers:,} far outside" if facts.outliers else "")


def _period(column: Column, facts: NumberFacts) -> str:
    if part_name(column.name, "days") not in column.parts:
        return "a time of day on one date"
    first, last = (np.datetime64(int(day), "D") for day in (facts.minimum, facts.maximum))
    return f"a date from {first} to {last}"


def _missing_words(missing: int, rows: int) -> str:
    return f"; {missing:,} cells ({100 * missing / rows:.1f} %) are empty." if missing else "."


def _category_column(column: Column, codes: npt.NDArray[np.int32]) -> ColumnFacts:
    counts = np.bincount(codes[codes >= 0], minlength=len(column.categories))
    order = np.argsort(-counts, kind="stable")[:_TOP]
    top = tuple(ValueCount(column.categories[i], int(counts[i])) for i in order if counts[i])
    missing = int((codes < 0).sum())
    return ColumnFacts(
        name=column.name,
        kind="category",
        used=True,
        reason=column.reason,
        missing=missing,
        missing_share=missing / max(len(codes), 1),
        distinct=int((counts > 0).sum()),
        numbers=None,
        top=top,
        sentence=_category_sentence(column, top, len(codes)) + _missing_words(missing, len(codes)),
    )


def _category_sentence(column: Column, top: tuple[ValueCount, ...], rows: int) -> str:
    if not top:
        return f"{column.name} has no value in these rows"
    share = top[0].count / rows
    return (
        f"{column.name} has {len(column.categories):,} categories, most often"
        f" {shown(top[0].value)} ({100 * share:.1f} %)"
    )


def _unused_column(cells: pl.Series, column: Column) -> ColumnFacts:
    written = without(text_of(cells), EMPTY_ANYWHERE)
    missing = written.null_count()
    distinct = written.drop_nulls().n_unique()
    return ColumnFacts(
        name=column.name,
        kind=column.kind,
        used=False,
        reason=column.reason,
        missing=missing,
        missing_share=missing / max(len(cells), 1),
        distinct=distinct,
        numbers=None,
        top=(),
        sentence=f"{column.name} is left out: {column.reason}.",
    )


def _target_facts(schema: Schema, typed: TypedTable, problem: Problem) -> tuple[TargetFacts, ...]:
    assert typed.target is not None
    if problem.is_classification:
        return (_class_facts(problem, typed.target.astype(np.int64)),)
    columns = typed.target.astype(np.float64).T
    return tuple(
        _number_target(column, values, problem.unit)
        for column, values in zip(schema.targets, columns, strict=True)
    )


def _class_facts(problem: Problem, codes: npt.NDArray[np.int64]) -> TargetFacts:
    counts = np.bincount(codes, minlength=len(problem.labels))
    classes = tuple(
        ValueCount(label, int(count)) for label, count in zip(problem.labels, counts, strict=True)
    )
    rarest = min(classes, key=lambda one: one.count)
    share = rarest.count / max(len(codes), 1)
    sentence = (
        f"{problem.targets[0]} has {len(classes)} classes"
        f" ({listed((one.value for one in classes), most=5)}); the rarest, {shown(rarest.value)},"
        f" is {100 * share:.1f} % of the rows ({rarest.count:,})."
    )
    return TargetFacts(problem.targets[0], classes, share, None, sentence)


def _number_target(column: Column, values: Values, unit: str) -> TargetFacts:
    facts = number_facts(values)
    assert facts is not None
    said = f" {unit}" if unit else ""
    sentence = (
        f"{column.name} runs from {number_said(facts.minimum)} to"
        f" {number_said(facts.maximum)}{said}, on average {number_said(facts.mean)}, half of it"
        f" between {number_said(facts.lower_quartile)} and"
        f" {number_said(facts.upper_quartile)}."
    )
    return TargetFacts(column.name, (), None, facts, sentence)


def _time_order(column: Column, typed: TypedTable) -> TimeOrder:
    moments = np.zeros(len(typed))
    for part, hours in (("days", 24.0), ("hour", 1.0)):
        name = part_name(column.name, part)
        if name in column.parts:
            moments = moments + hours * typed.numbers[:, typed.number_names.index(name)]
    ordered = moments[typed.units.argsort(kind="stable")]
    return TimeOrder(column.name, _order(ordered[~np.isnan(ordered)]))


def _order(values: Values) -> str:
    steps = np.diff(values)
    if not len(steps) or not steps.any():
        return "none"
    if (steps >= 0).mean() >= _SORTED_SHARE:
        return "ascending"
    return "descending" if (steps <= 0).mean() >= _SORTED_SHARE else "none"


def _sorted_by_target(typed: TypedTable) -> bool:
    """Whether the source is sorted by the target: no step back, or hardly a change of class."""
    if typed.target is None:
        return False
    ordered = typed.target[typed.units.argsort(kind="stable")]
    if ordered.ndim == 2:
        return any(_order(column) != "none" for column in ordered.astype(np.float64).T)
    changes = int((np.diff(ordered) != 0).sum())
    shares = np.bincount(ordered.astype(np.int64)) / len(ordered)
    by_chance = (1.0 - float((shares**2).sum())) * (len(ordered) - 1)
    return by_chance >= 10 and changes <= 0.1 * by_chance
