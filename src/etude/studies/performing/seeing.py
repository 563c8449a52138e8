"""Seal and Explore: the only moves that touch the person's data; and a look without a target."""

import json
from dataclasses import replace

import polars as pl

from etude.data.columns import infer_schema
from etude.data.encoding import encode
from etude.data.folds import decide_split
from etude.data.preparation import network_shape
from etude.data.reading import RawTable, read_frame, read_table, write_frame
from etude.data.sealing import Sealing, SplitFacts, seal, write_sealed
from etude.data.survey import survey
from etude.data.target import decide_problem
from etude.records.codec import from_plain, to_plain
from etude.records.durable import write_bytes_atomically
from etude.records.moves import Explored, Sealed
from etude.records.overview import Overview
from etude.records.plan import Plan
from etude.records.question import Question
from etude.studies.folder import Folder
from etude.studies.openings import openings_of
from etude.studies.typed_file import write_typed


def perform_seal(question: Question, folder: Folder, source: object | None) -> Sealed:
    """Read the data (``source``, or the path of the question), put the test rows away and keep
    the development rows in the study."""
    raw = read_table(question.source if source is None else source)
    sealing = seal(
        raw,
        question.targets,
        group=question.group or None,
        time=question.time or None,
        order=question.order,
        test=_own_rows(question.test),
        validation=_own_rows(question.validation),
    )
    if not question.exam:
        sealing = _unsealed(sealing)
    folder.development.parent.mkdir(parents=True, exist_ok=True)
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
        notes=(*raw.notes, *sealing.notes),
    )


def _own_rows(path: str) -> RawTable | None:
    return read_table(path) if path else None


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
    schema, notes = infer_schema(
        frame, question.targets, leave_out=_left_out(question), task=question.task or None
    )
    typed, found = encode(frame, schema, with_target=True)
    problem = decide_problem(
        schema,
        typed,
        metric=question.metric or None,
        unit=question.unit,
        cost_false_alarm=question.cost_false_alarm,
        cost_miss=question.cost_miss,
        data_kind=question.data_kind,
    )
    write_typed(typed, folder.typed)
    return Explored(
        problem=problem,
        schema=schema,
        survey=survey(frame, schema, typed, problem),
        split=decide_split(typed, problem, facts),
        shape=network_shape(typed, Plan(), problem),
        notes=(*notes, *found),
    )


def look_over(question: Question, source: object | None) -> Overview:
    """Type and survey every column and row, where no target is named and so nothing is sealed."""
    raw = read_table(question.source if source is None else source)
    schema, notes = infer_schema(raw.frame, (), leave_out=_left_out(question))
    typed, found = encode(raw.frame, schema, with_target=False)
    return Overview(
        schema=schema,
        survey=survey(raw.frame, schema, typed, None),
        notes=(*raw.notes, *notes, *found),
    )


def _left_out(question: Question) -> tuple[str, ...]:
    """Columns that are no inputs: as asked, and the one that names the groups."""
    return (*question.leave_out, *([question.group] if question.group else []))
