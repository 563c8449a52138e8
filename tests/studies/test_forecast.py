"""A whole study of a forecast, from a file of time steps to the steps after its end."""

import csv
import io
import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from etude.cli.main import etude
from etude.errors import UnreadableData
from etude.records.moves import ExamScored, Explored, Sealed
from etude.records.question import Question
from etude.studies.study import Study, explore, fit, load

HORIZON = 4
SEASON = 7


def steps(count: int, seed: int = 0) -> pl.DataFrame:
    """A weekly wave on a slow walk, in days."""
    generator = np.random.default_rng(seed)
    places = np.arange(count)
    walk = np.cumsum(generator.normal(0, 0.05, count))
    value = 20 + 3 * np.sin(2 * np.pi * places / SEASON) + walk + generator.normal(0, 0.3, count)
    days = [str(day) for day in np.datetime64("2021-01-01") + places]
    return pl.DataFrame({"day": days, "sold": value})


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("forecasts")


@pytest.fixture(scope="module")
def source(place):
    path = place / "sales.csv"
    steps(420).write_csv(path)
    return path


@pytest.fixture(scope="module")
def study(place, source) -> Study:
    question = Question(
        source=str(source),
        targets=("sold",),
        forecast=HORIZON,
        budget_seconds=600.0,
        max_trials=0,
        plan=(
            *(("epochs", 4), ("sequence_width", 8), ("hidden", (8,))),
            *(("series_scaling", "last"), ("forecast_from", "lags")),
        ),
    )
    return fit(question, out=place / "study", workers=1)


def test_the_road_ends_in_an_exam_on_the_newest_steps(study: Study) -> None:
    scored, sealed = study.notebook.last(ExamScored), study.notebook.first(Sealed)
    assert scored is not None
    assert sealed is not None
    assert scored.result.rows == sealed.test_rows - HORIZON + 1
    assert set(scored.result.metrics) == {"rmse", "mae", "r2", "mase", "smape"}
    assert [name for name, _ in scored.yardsticks] == [
        "last_value",
        "seasonal_naive",
        "linear_on_lags",
    ]


def test_it_beats_the_last_value(study: Study) -> None:
    scored = study.notebook.last(ExamScored)
    assert scored is not None
    assert scored.result.score < 0.8 * dict(scored.yardsticks)["last_value"]


def test_the_season_and_the_window_are_written_down(study: Study) -> None:
    explored = study.notebook.first(Explored)
    assert explored is not None
    forecast = explored.problem.forecast
    assert forecast is not None
    assert forecast.season == SEASON
    assert forecast.horizon == HORIZON
    assert {"calendar", "season", "windows", "base"} <= {note.act for note in explored.notes}


def test_the_band_is_checked_on_the_test_rows(study: Study) -> None:
    scored = study.notebook.last(ExamScored)
    assert scored is not None
    band = scored.analysis.band
    assert band is not None
    assert len(band.steps) == HORIZON
    assert 0.6 < band.coverage <= 1.0
    assert scored.analysis.forecasts[0].begins == "2021-11-14"


def test_the_report_draws_forecasts(study: Study) -> None:
    page = study.report().read_text()
    assert "Forecast from 2021-11-14 on" in page
    assert "4 steps ahead" in page


def test_predicting_tells_the_steps_after_the_end(study: Study, source, place) -> None:
    result = CliRunner().invoke(etude, ["predict", str(study.folder), str(source)])
    assert result.exit_code == 0, result.output
    table = list(csv.reader(io.StringIO(result.stdout)))
    assert table[0] == ["day", "prediction", "10 % lie below", "90 % lie below"]
    assert [row[0] for row in table[1:]] == ["2022-02-25", "2022-02-26", "2022-02-27", "2022-02-28"]
    for row in table[1:]:
        low, said, high = float(row[2]), float(row[1]), float(row[3])
        assert low <= said <= high


def test_a_loaded_study_forecasts_the_same_from_its_window_alone(study: Study) -> None:
    explored = study.notebook.first(Explored)
    assert explored is not None
    assert explored.problem.forecast is not None
    whole = steps(420)
    seen = whole.tail(explored.problem.forecast.window)
    again = load(study.folder)
    assert again.predict(seen).values == pytest.approx(study.predict(whole).values, abs=1e-4)


def test_evaluating_scores_every_window(study: Study, source) -> None:
    result = CliRunner().invoke(etude, ["evaluate", str(study.folder), str(source), "--json"])
    assert result.exit_code == 0, result.output
    scores = json.loads(result.stdout)
    assert scores["metric"] == "mase"
    assert scores["rows"] > 300


def test_too_few_steps_to_predict_from_are_said(study: Study) -> None:
    with pytest.raises(UnreadableData, match="No series is long enough"):
        study.predict(steps(3))


def test_a_panel_is_explored_without_an_option(place) -> None:
    both = pl.concat(
        [steps(200, seed).with_columns(shop=pl.lit(f"shop {seed}")) for seed in (0, 1)]
    )
    path = place / "shops.csv"
    both.write_csv(path)
    explored = explore(Question(source=str(path), targets=("sold",), forecast=HORIZON))
    assert isinstance(explored, Explored)
    assert explored.problem.forecast is not None
    assert explored.problem.forecast.names == ("shop 0", "shop 1")
