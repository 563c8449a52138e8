from dataclasses import replace

from etude.records.column import Column, Schema
from etude.records.plan import Plan
from etude.records.survey import Cut, Doubt, TellingWord, TextFacts, ValueCount
from etude.report.preparing import preparation_words, scaling_words
from etude.report.text_section import text_section
from tests.method.explored import explored_of

FACTS = TextFacts(
    empty=0,
    repeated=0,
    doubtful=2,
    doubts=(Doubt("same <words>", (ValueCount("ham", 1), ValueCount("spam", 3)), 4),),
    lengths=None,
    cuts=(Cut(64, 0.25, 0.5),),
    words=3,
    known_words=1,
    frequent=(),
    telling=(TellingWord("prize", "spam", 40, 0.95),),
    scripts=(),
    sentences=("A sentence.",),
)


def test_a_table_has_no_section_on_texts() -> None:
    assert text_section(None) is None


def test_cuts_and_doubts_become_tables() -> None:
    section = text_section(FACTS)
    assert section is not None
    assert section.sentences == ("A sentence.",)
    assert section.cuts.rows == (("64", "25 %", "50 %"),)
    assert section.telling is not None
    assert section.telling.rows == (("prize", "spam", "40", "95 %"),)
    assert section.doubts is not None
    assert section.doubts.rows == (("same <words>", "ham (1), spam (3)"),)


def test_what_is_done_to_texts_is_said() -> None:
    explored = explored_of("hold-out")
    ends = Plan(longest=64, beyond_longest="ends")
    schema = Schema((Column("title", "text", True),), explored.schema.targets)
    texts = replace(explored, schema=schema)
    told = preparation_words(ends, texts)
    assert told.startswith("Texts: cut into words, at most 20,000 of them told apart, 64 from both")
    assert "categories" not in told
    assert scaling_words(ends, texts).startswith("No column of numbers")
    assert preparation_words(ends, explored).startswith("Numbers: standard scaling")
