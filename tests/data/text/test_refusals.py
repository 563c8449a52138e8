"""Texts that ask for what is not read or written: one sentence that says so."""

from pathlib import Path

import polars as pl
import pytest

from etude.data.columns import infer_schema
from etude.data.reading import read_table
from etude.errors import BadColumn, UnreadableData


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
