"""A whole study of a panel with enough test forecasts for its series to be told apart in the exam,
and one of hardly any steps."""

import polars as pl
import pytest

from etude.method.player import next_moves
from etude.records.moves import ExamScored, Explored
from etude.records.question import Question
from etude.studies.study import Study, explore, fit, load

from .test_forecast import steps

TINY = (
    *(("epochs", 2), ("sequence_width", 4), ("hidden", (4,))),
    *(("series_scaling", "last"), ("forecast_from", "level")),
)


def asked(source: str, horizon: int) -> Question:
    return Question(
        source=source,
        targets=("sold",),
        forecast=horizon,
        budget_seconds=600.0,
        max_trials=0,
        plan=TINY,
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    place = tmp_path_factory.mktemp("panel")
    unruly = 30.0 * (pl.int_range(200) * 7 % 5 - 2)  # in the test steps alone
    shops = [
        steps(200, seed).with_columns(
            shop=pl.lit(f"shop {seed}"),
            sold=pl.col("sold") + unruly * (seed == 2) * (pl.int_range(200) >= 150),
        )
        for seed in range(3)
    ]
    pl.concat(shops).write_csv(place / "shops.csv")
    return fit(asked(str(place / "shops.csv"), 4), out=place / "study", workers=1)


def test_the_exam_tells_the_series_apart(study: Study) -> None:
    scored = study.notebook.last(ExamScored)
    assert scored is not None
    assert scored.result.rows > 100
    conditions = [part for one in scored.analysis.slices for part in one.conditions]
    assert "shop is shop 2" in conditions


def test_its_notebook_is_one_that_the_method_would_have_written(study: Study) -> None:
    assert next_moves(load(study.folder).notebook) == ()


def test_sixty_steps_and_twelve_ahead_go_from_the_seal_to_the_exam(tmp_path) -> None:
    source = tmp_path / "few.csv"
    steps(60).write_csv(source)
    looked = explore(asked(str(source), 12))
    assert isinstance(looked, Explored)
    study = fit(asked(str(source), 12), out=tmp_path / "study", workers=1)
    explored, scored = study.notebook.first(Explored), study.notebook.last(ExamScored)
    assert explored is not None
    assert scored is not None
    assert explored.split.train == looked.split.train > 0
