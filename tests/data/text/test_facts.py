import json
from dataclasses import asdict

import polars as pl
import pytest

from etude.data.columns import infer_schema
from etude.data.encoding import encode
from etude.data.survey import survey
from etude.data.target import decide_problem
from etude.records.plan import Plan
from etude.records.survey import Survey, TextFacts

FILLED = [f"the usual sentence that has number {one} in it" for one in range(40)]


def surveyed(texts: list[str | None], labels: list[str] | None = None) -> Survey:
    labels = labels or ["yes" if place % 2 else "no" for place in range(len(texts))]
    frame = pl.DataFrame({"text": texts, "target": labels})
    schema, _ = infer_schema(frame, ["target"], texts=("text",))
    typed, _ = encode(frame, schema, with_target=True)
    return survey(frame, schema, typed, decide_problem(schema, typed))


def facts_of(found: Survey) -> TextFacts:
    assert found.texts is not None
    return found.texts


def test_a_table_has_no_facts_about_texts() -> None:
    frame = pl.DataFrame({"number": range(40), "target": ["yes", "no"] * 20})
    schema, _ = infer_schema(frame.with_columns(pl.col("number") ** 2 / 7), ["target"])
    typed, _ = encode(frame, schema, with_target=True)
    assert survey(frame, schema, typed, decide_problem(schema, typed)).texts is None


def test_lengths_words_and_cuts_by_hand() -> None:
    facts = facts_of(surveyed([*FILLED, "long " * 300]))
    assert facts.lengths is not None
    assert (facts.lengths.minimum, facts.lengths.maximum) == (9, 300)
    assert [cut.texts for cut in facts.cuts] == pytest.approx([1 / 41, 1 / 41, 1 / 41, 0, 0])
    assert facts.cuts[2].tokens == pytest.approx(44 / 660)
    assert (facts.words, facts.known_words) == (49, 9)
    assert (facts.frequent[0].value, facts.frequent[0].count) == ("long", 300)


def test_scripts_are_told_apart() -> None:
    scripts = facts_of(surveyed([*FILLED, "мир", "日本語 ab!"])).scripts
    assert [one.value for one in scripts] == ["Latin", "Cyrillic", "Han"]
    assert [one.count for one in scripts[1:]] == [3, 3]


def test_equal_texts_with_different_labels_are_doubtful() -> None:
    labels = ["yes" if place % 2 else "no" for place in range(40)]
    found = surveyed([*FILLED, FILLED[0].upper(), FILLED[1]], [*labels, "yes", "yes"])
    facts = facts_of(found)
    assert (facts.repeated, facts.doubtful) == (2, 2)
    [doubt] = facts.doubts
    assert doubt.text == FILLED[0]
    assert [(one.value, one.count) for one in doubt.labels] == [("no", 1), ("yes", 1)]
    told = next(note for note in found.warnings if note.act == "doubtful-labels")
    assert FILLED[0] in told.text
    assert told.count == 2


def test_empty_texts_are_counted_and_said() -> None:
    found = surveyed([*FILLED, None, " \u200b "])
    assert facts_of(found).empty == 2
    assert facts_of(found).repeated == 0
    assert next(note for note in found.warnings if note.act == "empty-texts").count == 2


def test_long_texts_are_said() -> None:
    found = surveyed([*FILLED, *[f"{one} " + "long " * 300 for one in range(10)]])
    (told,) = (note.text for note in found.warnings if note.act == "long-texts")
    assert f"more than {Plan.longest} tokens" in told
    assert "long-texts" not in {note.act for note in surveyed(list(FILLED)).warnings}


def test_the_survey_is_plain_json() -> None:
    assert json.dumps(asdict(surveyed([*FILLED, None])), allow_nan=False)


def test_equal_and_nearly_equal_texts_are_counted_as_rows() -> None:
    found = surveyed([*FILLED, FILLED[0], FILLED[1].upper()], ["no", "yes"] * 21)
    assert (found.repeats.equal, found.repeats.nearly_equal) == (1, 1)
