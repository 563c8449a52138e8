"""``study.explore`` with a target and without one."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etude.errors import BadColumn, BadOption
from etude.records.codec import from_plain, to_plain
from etude.records.moves import Explored
from etude.records.overview import Overview
from etude.records.question import Question
from etude.studies.study import explore, fit

ROWS = 60
random = np.random.default_rng(0)
FRAME = pl.DataFrame({
    "height": random.normal(size=ROWS),
    "colour": random.choice(["red", "blue"], ROWS),
    "constant": ["same"] * ROWS,
    "species": ["cat", "dog"] * (ROWS // 2),
})  # fmt: skip


def looked_over(frame: pl.DataFrame, **asked: object) -> Overview:
    overview = explore(Question("memory:frame", (), **asked), source=frame)
    assert isinstance(overview, Overview)
    return overview


def test_without_a_target_every_column_and_row_is_looked_at() -> None:
    overview = looked_over(FRAME)
    survey = overview.survey
    assert (survey.rows, overview.schema.targets) == (ROWS, ())
    assert [facts.name for facts in survey.columns] == FRAME.columns
    assert [column.name for column in overview.schema.used()] == ["height", "colour", "species"]
    assert (survey.targets, survey.single_columns, survey.sorted_by_target) == ((), (), False)
    assert "few-rows" in {note.act for note in survey.warnings}


def test_equal_rows_and_columns_are_found_without_a_target() -> None:
    twice = pl.concat([FRAME, FRAME]).with_columns(twin=pl.col("height"))
    overview = looked_over(twice)
    assert (overview.survey.repeats.equal, overview.survey.repeats.contradicting) == (ROWS, 0)
    assert "equal-columns" in {note.act for note in overview.notes}
    assert "equal-rows" in {note.act for note in overview.survey.warnings}


def test_a_table_with_nothing_to_learn_from_can_be_looked_at() -> None:
    overview = looked_over(pl.DataFrame({"constant": ["same"]}))
    assert (overview.survey.rows, overview.schema.used()) == (1, ())


def test_an_overview_is_plain_json_and_comes_back() -> None:
    overview = looked_over(FRAME)
    text = json.dumps(to_plain(overview), allow_nan=False)
    assert from_plain(Overview, json.loads(text)) == overview


def test_a_column_to_leave_out_is_left_out_or_must_be_there() -> None:
    overview = looked_over(FRAME, leave_out=("colour",))
    assert "colour" not in {column.name for column in overview.schema.used()}
    with pytest.raises(BadColumn, match='no column "color" to leave out'):
        looked_over(FRAME, leave_out=("color",))


def test_notes_of_reading_are_told_with_and_without_a_target(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    FRAME.write_csv(path, separator=";")
    for targets in ((), ("species",)):
        explored = explore(Question(str(path), targets))
        assert isinstance(explored, Explored if targets else Overview)
        assert "separator" in {note.act for note in explored.notes}


def test_a_study_needs_a_target(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match=r'Say which column .* --target\. The columns are "height"'):
        fit(Question("memory:frame", ()), source=FRAME, out=tmp_path / "study", workers=1)
