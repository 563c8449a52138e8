"""Texts that ask for what is not read or written: one sentence that says so."""

from pathlib import Path

import polars as pl
import pytest

from etude.data.columns import infer_schema
from etude.data.reading import read_table
from etude.errors import BadColumn, BadOption, UnreadableData


def test_one_json_document_of_questions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.json"
    path.write_text('{"version": "2.0", "data": [{"paragraphs": []}]}')
    with pytest.raises(UnreadableData, match="one JSON document, as of questions and answers"):
        read_table(path)


def test_a_target_of_sentences_is_refused() -> None:
    rows = [f"the answer with the number {one}" for one in range(40)]
    frame = pl.DataFrame({"question": rows, "answer": rows[::-1]})
    with pytest.raises(BadColumn, match="writes no text"):
        infer_schema(frame, ["answer"], texts=())


def test_a_series_is_no_text() -> None:
    frame = pl.DataFrame(
        {"wave": [[1.0, 2.0, float(one)] for one in range(30)], "y": ["a", "b"] * 15}
    )
    with pytest.raises(BadColumn, match='"wave" holds a series'):
        infer_schema(frame, ["y"], texts=["wave"])


def test_the_target_is_no_text_to_read() -> None:
    frame = pl.DataFrame({"text": ["one", "two"] * 15, "label": ["a", "b"] * 15})
    with pytest.raises(BadOption, match='"label" is the target'):
        infer_schema(frame, ["label"], texts=["label"])


def test_a_text_beside_the_named_one_is_left_out_for_that_reason() -> None:
    rows = [f"a sentence of many words with the number {one}" for one in range(40)]
    frame = pl.DataFrame({"title": rows, "body": rows[::-1], "y": ["a", "b"] * 20})
    schema, _ = infer_schema(frame, ["y"], texts=["title"])
    told = {column.name: (column.used, column.reason) for column in schema.columns}
    assert told["body"] == (False, "it is free text that --text does not name")
    assert told["title"][0]
