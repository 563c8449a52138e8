import re
from dataclasses import fields
from pathlib import Path

import pytest

from etude.diagnosis.catalogue import all_symptoms
from etude.errors import BadOption
from etude.records.plan import Plan
from etude.records.problem import METRICS
from etude.report.explain import explain, explanation_text
from etude.report.glossary import all_senses

GUIDES_GLOSSARY = (
    "Epoch", "Batch", "Forward Pass", "Backward Pass", "Gradient", "Learning Rate", "Overfitting",
    "Underfitting", "Regularization",
)  # fmt: skip
NOUNS = (
    "problem", "survey", "split", "preparation", "yardstick", "plan", "run", "trial", "symptom",
    "finding", "remedy", "change", "verdict", "phase", "notebook", "exam", "predictor", "study",
)  # fmt: skip


@pytest.mark.parametrize("term", [*GUIDES_GLOSSARY, *NOUNS, *METRICS])
def test_terms_nouns_and_metrics_are_explained(term: str) -> None:
    assert explain(term).senses


def test_every_setting_is_explained_with_range_and_default() -> None:
    for one in fields(Plan):
        senses = [sense for sense in explain(one.name).senses if sense.kind == "setting"]
        assert [sense.term for sense in senses] == [one.name]
        assert "default" in dict(senses[0].facts)


def test_symptoms_and_remedies_of_the_catalogue_are_explained() -> None:
    assert {sense.kind for sense in explain("overfitting").senses} >= {"term", "symptom"}
    assert {sense.kind for sense in explain("dropout").senses} == {"term", "setting", "remedy"}
    for symptom in all_symptoms():
        (sense,) = [one for one in explain(symptom.NAME).senses if one.kind == "symptom"]
        assert dict(sense.facts)["try first"] == symptom.FIRST


def test_spelling_does_not_matter() -> None:
    spellings = ("learning_rate", "Learning-Rate", " learning  rate ", "lr")
    assert len({explain(spelling) for spelling in spellings}) == 1


def test_an_unknown_term_names_the_near_ones() -> None:
    with pytest.raises(BadOption, match="did you mean dropout"):
        explain("dropuot")
    with pytest.raises(BadOption, match="lists them all"):
        explain("xyzzyplugh")


def test_a_text_names_kind_meaning_and_source() -> None:
    told = explanation_text(explain("epoch"))
    assert told.startswith("epoch (term)\n")
    assert "source: guide, Simple Glossary" in told
    assert all(len(line) <= 88 for line in told.splitlines())


def test_every_sense_is_complete() -> None:
    for sense in all_senses():
        assert sense.meaning.endswith((".", ".)")), sense.term
        assert sense.source, sense.term


def test_no_spelling_stands_for_two_written_terms() -> None:
    text = Path(__file__).parents[2] / "src/etude/report/glossary.toml"
    spellings = re.findall(r'"([^"]+)"', " ".join(
        re.findall(r"^also = .*$|^\[.*\]$", text.read_text(encoding="utf-8"), re.M)
    ))  # fmt: skip
    assert len(spellings) == len(set(spellings))
