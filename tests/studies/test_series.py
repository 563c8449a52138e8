"""Whole studies of series: from a table of steps to the exam, and predictions for other files."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etude.errors import BadColumn
from etude.records.moves import Explored
from etude.records.question import Question
from etude.studies.study import Study, explore, fit
from tests.data.series.made import long, waves, wide

BOUNDED = {"budget_seconds": 600.0, "quick": True, "plan": (("epochs", 30),)}


def studied(folder: Path, **options: object) -> Study:
    return fit(Question(**{**BOUNDED, **options}), out=folder, workers=1)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("series")


@pytest.fixture(scope="module")
def study(place: Path) -> Study:
    long(rows=90).write_csv(place / "train.csv")
    long(rows=40, seed=1).write_csv(place / "test.csv")
    source, test = str(place / "train.csv"), str(place / "test.csv")
    return studied(place / "study", source=source, targets=("label",), test=test)


def test_a_study_of_series_beats_the_naive_yardstick(study: Study) -> None:
    assert study.notebook.first(Explored).problem.data_kind == "series"
    assert study.result["rows"]["test"] == 40
    assert study.result["test"]["score"] < 0.7 * study.result["yardsticks"]["naive"]
    assert "nearest_neighbour" in study.result["yardsticks"]


def test_one_prediction_a_series_named_by_its_identifier(study: Study, place: Path) -> None:
    rows = long(rows=40, seed=1).drop("label")
    found = study.predict(rows)
    assert found.identifier == "series_id"
    assert found.names[:2] == ("s00", "s01")
    assert len(found.labels) == 40
    shuffled = study.predict(rows.sample(fraction=1.0, shuffle=True, seed=3))
    again = dict(zip(shuffled.names, shuffled.probabilities.tolist(), strict=True))
    for name, chances in zip(found.names, found.probabilities.tolist(), strict=True):
        assert again[name] == chances


def test_another_labelled_file_is_scored(study: Study, place: Path) -> None:
    scores = study.evaluate(str(place / "test.csv"))
    assert scores["rows"] == 40
    assert scores["score"] == pytest.approx(study.result["test"]["score"])


def test_a_file_without_a_channel_is_refused(study: Study) -> None:
    with pytest.raises(BadColumn, match='no column "y"'):
        study.predict(long(rows=3).drop("y"))


def test_a_number_is_predicted_from_a_series(place: Path) -> None:
    values, _ = waves(120, 16)
    height = np.random.default_rng(2).uniform(1, 5, 120)
    columns = {f"t{step}": (height * values[:, step]).round(4) for step in range(16)}
    pl.DataFrame({**columns, "height": height.round(4)}).write_csv(place / "heights.csv")
    source = str(place / "heights.csv")
    found = studied(place / "heights", source=source, targets=("height",))
    assert found.result["task"] == "regression"
    assert found.result["test"]["score"] < 0.7 * found.result["yardsticks"]["naive"]
    assert found.predict(source).values.shape == (120, 1)


def test_equal_series_stay_on_one_side() -> None:
    table = wide(rows=80)
    twice = pl.concat([table, table])
    explored = explore(Question(source="memory:frame", targets=("label",)), source=twice)
    assert isinstance(explored, Explored)
    assert "equal_rows" in {note.act for note in explored.notes}
    assert explored.survey.repeats.equal * 2 == explored.survey.rows


def test_the_survey_says_what_the_series_are() -> None:
    explored = explore(Question(source="memory:frame", targets=("label",)), source=long())
    facts = explored.survey.series
    assert facts is not None
    assert facts.sentences[0].endswith("series of 24 steps each, 2 channels.")
    assert {example.label for example in facts.examples} == {"wave 0", "wave 1"}
    looked = explore(Question(source="memory:frame", targets=(), data_kind="series"), source=wide())
    assert looked.survey.series is not None
