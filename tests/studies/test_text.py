"""Whole studies of texts: from sentences to the exam, and predictions for other files."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etude.errors import BadColumn
from etude.records.moves import ExamScored, Explored
from etude.records.question import Question
from etude.studies.study import Study, fit, load

BOUNDED = {"budget_seconds": 600.0, "quick": True, "plan": (("epochs", 12),)}
WORDS = ("river", "stone", "cloud", "green", "walks", "seven", "paper", "silver", "moon", "door")


def sentences(rows: int, seed: int = 0) -> pl.DataFrame:
    """Sentences that praise or blame; a number that says as much again; and how strongly."""
    draws = np.random.default_rng(seed)
    praised = draws.random(rows) < 0.5
    strength = draws.integers(1, 4, rows)
    texts = []
    for good, times in zip(praised, strength, strict=True):
        words = [*draws.choice(WORDS, 8), *["lovely" if good else "dreadful"] * times]
        texts.append(" ".join(draws.permutation(words)))
    return pl.DataFrame(
        {
            "text": texts,
            "stars": (np.where(praised, 1, -1) * strength + draws.normal(size=rows)).round(2),
            "label": np.where(praised, "good", "bad"),
        }
    )


def studied(folder: Path, **options: object) -> Study:
    return fit(Question(**{**BOUNDED, **options}), out=folder, workers=1)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


@pytest.fixture(scope="module")
def study(place: Path) -> Study:
    sentences(260).drop("stars").write_csv(place / "train.csv")
    return studied(place / "study", source=str(place / "train.csv"), targets=("label",))


def test_a_study_of_texts_beats_the_naive_yardstick(study: Study) -> None:
    explored = study.notebook.first(Explored)
    assert explored is not None
    assert explored.problem.data_kind == "text"
    assert explored.survey.texts is not None
    assert study.result["test"]["score"] < 0.5 * study.result["yardsticks"]["naive"]
    assert set(study.result["yardsticks"]) == {"naive", "linear"}


def test_the_exam_says_which_texts_were_hard(study: Study) -> None:
    scored = study.notebook.last(ExamScored)
    assert scored is not None
    assert all(len(one.text.split()) > 8 for one in scored.analysis.worst)
    [importance] = scored.analysis.importance
    assert importance.column == "text"
    assert importance.loss_increase > 0.3


def test_other_texts_are_predicted_and_scored(study: Study, place: Path) -> None:
    others = sentences(60, seed=1).drop("stars")
    found = study.predict(others.drop("label"))
    right = np.array(found.labels) == others["label"].to_numpy()
    assert right.mean() > 0.9
    others.write_csv(place / "others.csv")
    assert study.evaluate(str(place / "others.csv"))["rows"] == 60


def test_the_same_text_gets_the_same_answer_whatever_stands_beside_it(study: Study) -> None:
    others = sentences(40, seed=2).select("text")
    long = pl.DataFrame({"text": ["lovely river " * 200, ""]})
    alone = study.predict(others[7:8]).probabilities[0]
    among = study.predict(pl.concat([others, long])).probabilities[7]
    assert alone.tolist() == among.tolist()


def test_strange_texts_are_answered(study: Study) -> None:
    strange = pl.DataFrame({"text": [None, "", "日本語", "👍" * 50, "a\tb\nc", "<br /> &amp;"]})
    assert np.isfinite(study.predict(strange).probabilities).all()


def test_a_file_without_the_text_is_refused(study: Study) -> None:
    with pytest.raises(BadColumn, match='"text" is missing'):
        study.predict(pl.DataFrame({"other": ["a", "b"]}))


def test_a_folder_with_a_sub_folder_a_class_is_studied(place: Path) -> None:
    rows = sentences(160, seed=3)
    for number, (text, label) in enumerate(rows.select("text", "label").iter_rows()):
        folder = place / "classes" / label
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:03d}.txt").write_text(text)
    source = str(place / "classes")
    study = studied(place / "folder-study", source=source, targets=("label",))
    assert study.result["test"]["score"] < 0.6 * study.result["yardsticks"]["naive"]
    assert len(study.predict(rows.select("text")).labels) == 160


def test_a_number_is_predicted_from_texts_beside_a_column(place: Path) -> None:
    rows = sentences(260, seed=4).with_columns(pl.col("label").alias("mood")).drop("label")
    rows.write_csv(place / "stars.csv")
    study = studied(place / "stars", source=str(place / "stars.csv"), targets=("stars",))
    assert study.result["task"] == "regression"
    assert study.result["test"]["score"] < 0.8 * study.result["yardsticks"]["naive"]
    assert np.isfinite(study.predict(rows.drop("stars")).values).all()


def test_a_bag_with_pairs_tells_texts_apart_by_the_order_of_two_words(place: Path) -> None:
    """Every text holds both words; only the pair says the class. What is saved knows the pairs."""
    rows = sentences(300, seed=6).drop("stars")
    ends = {"good": "never mind", "bad": "mind never"}
    texts = [
        f"{' '.join(text.split()[:4])} {ends[label]}"
        for text, label in rows.select("text", "label").iter_rows()
    ]
    clean = [text.replace("lovely", "door").replace("dreadful", "door") for text in texts]
    rows = rows.with_columns(pl.Series("text", clean))
    rows.write_csv(place / "pairs.csv")
    plan = (("epochs", 40), ("sequence_model", "bag"), ("word_pairs", 50), ("learning_rate", 0.01))
    question = {"source": str(place / "pairs.csv"), "targets": ("label",), "plan": plan}
    study = studied(place / "pairs-study", **question)
    assert study.result["test"]["score"] < 0.3 * study.result["yardsticks"]["naive"]
    found = load(place / "pairs-study").predict(rows.select("text")).labels
    assert (np.array(found) == rows["label"].to_numpy()).mean() > 0.95
