"""A lexicon is read as people write it, and only words that the texts use come of it."""

from pathlib import Path

import numpy as np
import pytest

from etude.data.text.lexicon import (
    lexicon_facts,
    read_groups,
    read_lexicon,
    synonym_table,
    write_groups,
)
from etude.errors import UnreadableData

GROUPS = (("big", "large", "huge"), ("huge", "vast"), ("small", "tiny"))


def synonyms(table: dict[str, np.ndarray], code: int) -> list[int]:
    starts = table["synonym_starts"]
    return table["synonym_codes"][starts[code] : starts[code + 1]].tolist()


@pytest.mark.parametrize(
    "written", ["Big,large , HUGE", "big\tlarge\thuge", '"big","large","huge"']
)
def test_a_group_a_line_whatever_parts_its_words(written: str, tmp_path: Path) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_text(f"{written}\n\nalone\nvery big,small,tiny\n", encoding="utf-8")
    groups, note = read_lexicon(path)
    assert groups == (("big", "large", "huge"), ("small", "tiny"))
    assert note.text == (
        "The lexicon lexicon.csv has 5 words in 2 groups; 1 cell left out that are no single word."
    )
    assert read_groups(write_groups(groups)) == groups


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"big\nlarge\n", "has no line of words parted by commas or tabs; a lexicon is one"),
        (b"very big,rather large\n", "has no line of words parted by commas or tabs"),
        (b"PK\x03\x04....", "an Excel workbook"),
        (
            b"big,large\n" + b",".join(b"w%d" % one for one in range(300)),
            "Line 2 of .* has 300 words",
        ),
    ],
)
def test_what_is_no_lexicon_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableData, match=said):
        read_lexicon(path)
    with pytest.raises(UnreadableData, match="does not exist"):
        read_lexicon(tmp_path / "absent.csv")


def test_the_table_holds_words_of_the_vocabulary_alone() -> None:
    table = synonym_table(GROUPS, ("huge", "other", "big", "vast", "tiny"))
    assert [synonyms(table, code) for code in range(8)] == [[], [], [], [5, 6], [], [3], [3], []]
    assert len(table["synonym_starts"]) == 9


def test_a_pair_written_twice_counts_once() -> None:
    table = synonym_table((("big", "huge"), ("huge", "big")), ("big", "huge"))
    assert table["synonym_codes"].tolist() == [4, 3]


def test_facts_count_words_met_more_than_once() -> None:
    documents = np.array(["big big vast", "Huge huge other", "tiny tiny small"], dtype=object)
    facts = lexicon_facts(GROUPS, documents)
    assert facts.words == 2  # vast and small are met once, so that tiny has no synonym
    assert facts.share == pytest.approx(4 / 9)
    assert lexicon_facts(GROUPS, documents[:0]).words == 0
