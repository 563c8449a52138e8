import polars as pl
import pytest

from etude.data.clusters import equal_rows
from etude.data.text.likeness import alike


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Call  NOW!!", "call now", True),
        ("price 5", "price 6", False),
        ("one two", "onetwo", False),
        ("!!!", "???", False),
        ("Größe", "GRÖSSE", False),
        ("日本。", "日本", True),
    ],
)
def test_texts_are_alike_by_letters_and_digits(one: str, other: str, same: bool) -> None:
    keys = alike(pl.Series([one, other]))
    assert (keys[0] == keys[1]) == same


def test_an_empty_cell_stays_empty() -> None:
    assert alike(pl.Series([None, "a"], dtype=pl.String)).to_list() == [None, "a"]


def sentences(count: int) -> list[str | None]:
    return [f"this is the sentence with number {one} in it" for one in range(count)]


def test_rows_with_nearly_the_same_sentence_stay_together() -> None:
    texts = [*sentences(100), "This is the sentence with number 7 in it!"]
    found = equal_rows(pl.DataFrame({"text": texts}))
    assert found.clusters[100] == 7
    assert found.grouped
    assert "capitals" in found.notes[0].text


def test_short_labels_are_compared_as_they_are_written() -> None:
    found = equal_rows(pl.DataFrame({"colour": ["red", "RED"] * 60, "row": range(120)}))
    assert found.clusters.tolist() == list(range(120))


def test_empty_rows_are_no_twins_of_each_other() -> None:
    found = equal_rows(pl.DataFrame({"text": [*sentences(100), *[None] * 50]}))
    assert not found.grouped
    assert len(set(found.clusters.tolist())) == 150
