import polars as pl

from etude.data.text.documents import documents_of


def test_cells_are_cleaned_and_joined_one_column_a_line() -> None:
    documents, notes = documents_of(
        [
            pl.Series("title", ["Two  words", None, "e\u0301"]),
            pl.Series("body", ["a\nb\u200b", "plain", "\ufffe\x07x"]),
        ]
    )
    assert documents.tolist() == ["Two words\na b", "\nplain", "\u00e9\nx"]
    assert {(note.column, note.act): note.count for note in notes} == {
        ("title", "white-space"): 1,
        ("title", "composed"): 1,
        ("body", "white-space"): 1,
        ("body", "invisible-marks"): 2,
    }


def test_clean_cells_need_no_note() -> None:
    documents, notes = documents_of([pl.Series("text", ["plain", None, "日本 👍"])])
    assert documents.tolist() == ["plain", "", "日本 👍"]
    assert not notes
