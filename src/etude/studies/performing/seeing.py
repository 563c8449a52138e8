"""Seal and Explore: the only moves that touch the person's data; and a look without a target."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from etude.data.columns import infer_schema
from etude.data.encoding import encode
from etude.data.folds import decide_split
from etude.data.kind_options import check_kind_options
from etude.data.kinds import is_prose, kind_of
from etude.data.preparation import network_shape
from etude.data.reading import RawTable, read_frame, read_table, write_frame
from etude.data.sealing import Sealing, SplitFacts, seal, write_sealed
from etude.data.series.forecast import survey_of_steps, understand_forecast
from etude.data.series.forecast_sealing import seal_steps
from etude.data.series.reading import read_series, recognised_series
from etude.data.survey import survey
from etude.data.target import decide_problem
from etude.data.text.lexicon import (
    facts_said,
    lexicon_facts,
    read_groups,
    read_lexicon,
    write_groups,
)
from etude.data.typed import TypedTable
from etude.errors import BadColumn, BadOption
from etude.records.codec import from_plain, to_plain
from etude.records.column import Schema
from etude.records.durable import write_bytes_atomically
from etude.records.moves import Explored, Sealed
from etude.records.note import Note
from etude.records.overview import Overview
from etude.records.plan import Plan
from etude.records.question import Question
from etude.records.series_form import SeriesForm
from etude.records.survey import LexiconFacts
from etude.studies.folder import Folder
from etude.studies.openings import openings_of
from etude.studies.performing.encoder import with_encoder
from etude.studies.typed_file import write_typed


def perform_seal(question: Question, folder: Folder, source: object | None) -> Sealed:
    """Read the data (``source``, or the path of the question), put the test rows away and keep
    the development rows in the study."""
    raw = _rows(question, source)
    sealing = _sealing(raw, question)
    if not question.exam:
        sealing = _unsealed(sealing)
    folder.development.parent.mkdir(parents=True, exist_ok=True)
    lexicon = _keep_lexicon(question, folder)
    write_frame(sealing.development, folder.development)
    if question.exam:
        write_sealed(sealing.test, folder.path)
    facts = json.dumps(to_plain(sealing.facts)).encode()
    write_bytes_atomically(folder.development.with_suffix(".json"), facts)
    return Sealed(
        fingerprint=raw.fingerprint,
        rows=sealing.development.height + sealing.test.height,
        test_rows=sealing.test.height,
        openings_before=openings_of(raw.fingerprint, folder.path),
        notes=(*raw.notes, *sealing.notes, *lexicon),
    )


def _keep_lexicon(question: Question, folder: Folder) -> tuple[Note, ...]:
    """The person's lexicon is kept in the study: what is resumed reads the same."""
    if question.lexicon:
        groups, note = read_lexicon(Path(question.lexicon))
        write_bytes_atomically(folder.lexicon, write_groups(groups))
        return (note,)
    if dict(question.plan).get("word_synonyms"):
        raise BadOption(
            "The plan asks for word_synonyms, which need a lexicon; give one with --lexicon FILE."
        )
    return ()


def _known_synonyms(
    question: Question, folder: Folder, typed: TypedTable
) -> tuple[LexiconFacts | None, tuple[Note, ...]]:
    """What the lexicon knows of the texts; BadOption where it knows nothing, or there are none."""
    if not question.lexicon:
        return None, ()
    if typed.documents is None:
        raise BadOption("--lexicon is for texts, and no text is read here; leave it out.")
    facts = lexicon_facts(read_groups(folder.lexicon.read_bytes()), typed.documents)
    if not facts.words:
        raise BadOption(
            f"{question.lexicon} has no group of which two words stand in these texts more than"
            " once; give another --lexicon, or leave it out."
        )
    return facts, (facts_said(facts),)


def _sealing(raw: RawTable, question: Question) -> Sealing:
    test = _own_rows(question.test, raw.series)
    if question.forecast:
        return seal_steps(raw, question, test)
    return seal(
        raw,
        question.targets,
        group=question.group or None,
        time=None if raw.series and raw.series.step == question.time else question.time or None,
        order=question.order,
        test=test,
        validation=_own_rows(question.validation, raw.series),
    )


def _rows(question: Question, source: object | None) -> RawTable:
    """The person's data, one row a series where they are series."""
    check_kind_options(question)
    raw = read_table(question.source if source is None else source)
    return recognised_series(
        raw,
        question.targets,
        kind="table" if question.forecast else question.data_kind,
        identifier=question.series_id,
        step=question.time,
    )


def _own_rows(path: str, series: SeriesForm | None) -> RawTable | None:
    raw = read_table(path) if path else None
    return raw if raw is None or series is None else read_series(raw, series)


def _unsealed(sealing: Sealing) -> Sealing:
    """All rows as development rows, for a person who keeps test rows of their own."""
    frame = pl.concat([sealing.development, sealing.test])
    facts = replace(sealing.facts, test=0, by_time=False, reason="No rows are sealed.")
    return Sealing(frame.sort("__row__"), sealing.test.clear(), facts, sealing.notes)


def perform_explore(question: Question, folder: Folder) -> Explored:
    """Type, clean and survey the development rows; settle the problem and the split."""
    frame = read_frame(folder.development)
    plain = json.loads(folder.development.with_suffix(".json").read_bytes())
    facts = from_plain(SplitFacts, plain)
    if question.forecast:
        return _explore_forecast(question, folder, frame, facts)
    schema, notes = _schema(frame, question, facts.series)
    typed, found = encode(frame, schema, with_target=True)
    problem = decide_problem(
        schema,
        typed,
        metric=question.metric or None,
        unit=question.unit,
        cost_false_alarm=question.cost_false_alarm,
        cost_miss=question.cost_miss,
        data_kind=kind_of(schema),
    )
    lexicon, said = _known_synonyms(question, folder, typed)
    typed, kept = with_encoder(question, folder, typed)
    write_typed(typed, folder.typed)
    return Explored(
        problem=problem,
        schema=schema,
        survey=replace(survey(frame, schema, typed, problem), lexicon=lexicon),
        split=decide_split(typed, problem, facts),
        shape=network_shape(typed, Plan(), problem).placed(""),
        notes=(*notes, *found, *said, *kept),
    )


def _explore_forecast(
    question: Question, folder: Folder, frame: pl.DataFrame, facts: SplitFacts
) -> Explored:
    """Time steps: their calendar and season, and every window of them a row."""
    found = understand_forecast(
        frame, question, time=facts.time_column or "", series=facts.series_column or ""
    )
    write_typed(found.typed, folder.typed)
    return Explored(
        problem=found.problem,
        schema=found.schema,
        survey=survey_of_steps(frame, found),
        split=decide_split(found.typed, found.problem, facts),
        shape=network_shape(found.typed, Plan(), found.problem),
        notes=found.notes,
    )


def look_over(question: Question, source: object | None) -> Overview:
    """Type and survey every column and row, where no target is named and so nothing is sealed."""
    raw = _rows(question, source)
    schema, notes = _schema(raw.frame, question, raw.series)
    typed, found = encode(raw.frame, schema, with_target=False)
    return Overview(
        schema=schema,
        survey=survey(raw.frame, schema, typed, None),
        notes=(*raw.notes, *notes, *found),
    )


def _schema(
    frame: pl.DataFrame, question: Question, series: SeriesForm | None
) -> tuple[Schema, tuple[Note, ...]]:
    """The schema; free text is read where it is asked for, or where it is prose."""
    infer = partial(
        infer_schema,
        frame,
        question.targets,
        leave_out=question.leave_out,
        group=question.group,
        task=question.task or None,
        series=series,
    )
    if question.data_kind not in ("", "text"):
        return infer()
    schema, notes = infer(texts=question.text)
    texts = schema.used("text")
    if question.data_kind == "text" and not texts:
        raise BadColumn("No column holds free text; name one with --text COLUMN.")
    if question.data_kind or question.text or any(is_prose(frame[text.name]) for text in texts):
        return schema, notes
    return infer() if texts else (schema, notes)
