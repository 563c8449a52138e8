"""Hostile tables of series: each is read, with a note of what was found, or refused in one sentence
that says what to mend."""

from typing import Any

import polars as pl
import pytest

from etude.errors import Mendable
from etude.records.moves import Explored
from etude.records.question import Question
from etude.studies.study import explore
from tests.data.series.made import long, wide

EVERY_FIFTIETH = pl.int_range(pl.len()) % 50 == 0
FIRST_SERIES = pl.col("series_id") == "s00"


def explored(table: pl.DataFrame, **asked: Any) -> Explored:
    found = explore(Question(source="memory:x", targets=("label",), **asked), source=table)
    assert isinstance(found, Explored)
    return found


def with_x(where: pl.Expr, value: str | None) -> pl.DataFrame:
    return long().with_columns(x=pl.when(where).then(pl.lit(value)).otherwise(pl.col("x")))


@pytest.mark.parametrize(
    ("value", "act"),
    [("broken", "words-among-numbers"), ("inf", "infinite"), ("-999", "missing")],
)
def test_odd_values_are_missing_and_counted(value: str, act: str) -> None:
    found = explored(with_x(EVERY_FIFTIETH, value))
    assert found.problem.data_kind == "series"
    assert act in {note.act for note in found.notes}
    assert found.survey.series is not None
    assert found.survey.series.missing > 0
    assert found.shape.inputs[-1].width == 3  # two channels, and where x is missing


def test_a_series_without_any_number_is_kept_and_counted() -> None:
    table = with_x(FIRST_SERIES, None)
    emptied = table.with_columns(y=pl.when(FIRST_SERIES).then(None).otherwise(pl.col("y")))
    found = explored(pl.concat([emptied, emptied.with_columns(pl.col("series_id") + "b")]))
    assert found.survey.series is not None
    assert found.survey.series.shortest == 0
    assert any("without any number" in told for told in found.survey.series.sentences)


def test_empty_cells_at_the_end_of_wide_rows_make_them_shorter() -> None:
    late = [f"t{step}" for step in range(15, 24)]
    odd = pl.int_range(pl.len()) % 2 == 1
    found = explored(wide().with_columns(pl.when(odd).then(pl.col(late)).otherwise(None)))
    assert found.survey.series is not None
    assert (found.survey.series.shortest, found.survey.series.longest) == (15, 24)


def test_decimal_commas() -> None:
    found = explored(wide().with_columns(pl.exclude("label").str.replace(".", ",", literal=True)))
    assert found.schema.used("series")[0].reading.decimal == ","


def test_a_channel_of_words_is_left_out_with_a_reason() -> None:
    found = explored(long().with_columns(y=pl.Series(["up", "down"] * 480)))
    (left,) = [column for column in found.schema.columns if column.name == "y"]
    assert not left.used
    assert "words" in left.reason


def test_labels_that_stand_at_the_first_step_only() -> None:
    first = pl.when(pl.col("step") == "0").then(pl.col("label")).otherwise(None)
    assert explored(long().with_columns(label=first)).survey.rows == explored(long()).survey.rows


def test_series_without_a_label_are_counted() -> None:
    known = pl.when(pl.col("series_id") > "s04").then(pl.col("label")).otherwise(None)
    found = explored(long().with_columns(label=known))
    assert "target-missing" in {note.act for note in found.notes}


@pytest.mark.parametrize(
    ("table", "asked", "told"),
    [
        (long().filter(pl.col("series_id") < "s06"), {"series_id": "series_id"}, "at least 10"),
        (long().filter(pl.col("step") == "3"), {"series_id": "series_id"}, "no steps to read"),
        (long(), {"series_id": "sensor"}, 'no column "sensor"'),
        (wide(), {"leave_out": ("t3",)}, "is a step of the series"),
        (long().drop("series_id"), {"data_kind": "series"}, "--series-id"),
    ],
)
def test_refused_in_one_sentence(table: pl.DataFrame, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(Mendable, match=told):
        explored(table, **asked)


def test_a_channel_or_the_step_can_be_left_out() -> None:
    found = explored(long(), leave_out=("y", "step"))
    assert [column.name for column in found.schema.used("series")] == ["x"]
