"""What a forecast starts from: nothing of the steps ahead is in it, nor of the rows it is for."""

from dataclasses import replace

import numpy as np
import pytest

from etude.data.preparation import Preparation, learn_preparation
from etude.data.series.forecast_base import ForecastBase, base_of, bases_for
from etude.data.series.forecast_lags import learn_lags
from etude.data.typed import Origins, SeriesCells, TypedTable
from etude.records.forecast import Calendar, Forecast
from etude.records.plan import Plan
from etude.records.problem import Problem

HORIZON, WINDOW = 3, 6
FORECAST = Forecast(HORIZON, WINDOW, WINDOW, 4, Calendar("rows", 1), scales=((1.0,),))
PROBLEM = Problem("forecast", "regression", ("y",), (), "mase", "", forecast=FORECAST)


def windows(count: int = 200, seed: int = 0) -> TypedTable:
    steps = np.random.default_rng(seed).normal(size=count).cumsum()[:, None]
    ends = np.arange(WINDOW, count - HORIZON + 1)
    rows = len(ends)
    return TypedTable(
        (),
        np.zeros((rows, 0)),
        (),
        np.zeros((rows, 0), np.int32),
        (),
        steps[ends[:, None] + np.arange(HORIZON), 0],
        ends,
        ends // HORIZON,
        series=SeriesCells(("y",), steps, ends - WINDOW, np.full(rows, WINDOW)),
        origins=Origins(
            HORIZON,
            ends,
            ends + HORIZON,
            np.zeros(rows, np.int64),
            np.zeros(rows, np.int64),
            np.ones((rows, 1)),
        ),
    )


@pytest.mark.parametrize("kind", ["level", "season", "lags"])
def test_steps_ahead_play_no_part(kind: str) -> None:
    typed = windows()
    made = base_of(kind, typed, np.arange(100), FORECAST)
    assert typed.series is not None
    row = 120
    future = typed.series.steps.copy()
    future[int(typed.series.starts[row] + WINDOW) :] = 1e6
    blind = replace(typed, series=replace(typed.series, steps=future))
    rows = np.array([row])
    for seen, unseen in zip(made.level(typed, rows), made.level(blind, rows), strict=True):
        assert seen.tolist() == unseen.tolist()


def test_a_learn_row_is_forecast_by_a_model_that_has_not_seen_its_block() -> None:
    """Without that the rest is smaller on learn rows than on new ones."""
    typed = windows()
    learn = np.arange(100)
    crossed = base_of("lags", typed, learn, FORECAST).level(typed, learn)[0]
    own = learn_lags(typed, learn, WINDOW)[-1].predict(typed, learn)
    truth = typed.truth[learn]
    assert np.abs(crossed - truth).mean() > np.abs(own - truth).mean()


def test_rows_left_out_are_those_that_a_model_has_not_learned_from() -> None:
    typed = windows()
    rows = np.arange(150)
    mask = (rows >= 40) & (rows < 80)
    without, every = learn_lags(typed, rows, WINDOW, [mask])
    shifted = typed.truth.copy()
    shifted[40:80] += 50.0
    moved = replace(typed, target=shifted)
    again, changed = learn_lags(moved, rows, WINDOW, [mask])
    new = np.arange(160, 180)
    assert again.predict(typed, new) == pytest.approx(without.predict(typed, new), abs=0.05)
    assert np.abs(changed.predict(typed, new) - every.predict(typed, new)).max() > 1.0


@pytest.mark.parametrize("kind", ["level", "season", "lags"])
def test_a_saved_base_is_the_same(kind: str) -> None:
    typed = windows()
    made = base_of(kind, typed, np.arange(100), FORECAST)
    again = ForecastBase.from_arrays(made.to_arrays(), made.metadata())
    rows = np.arange(len(typed))
    for one, other in zip(made.level(typed, rows), again.level(typed, rows), strict=True):
        assert one.tolist() == other.tolist()


def test_a_saved_preparation_brings_forecasts_back_alike() -> None:
    typed = windows()
    plan = Plan(series_scaling="last", forecast_from="lags")
    made = learn_preparation(typed, np.arange(100), plan, problem=PROBLEM)
    again = Preparation.from_arrays(made.to_arrays(), made.metadata())
    outputs = np.random.default_rng(0).normal(size=typed.truth.shape)
    assert again.target_back(outputs, typed).tolist() == made.target_back(outputs, typed).tolist()


def test_a_linear_model_needs_rows_and_a_season_needs_to_be_one() -> None:
    typed = windows()
    assert bases_for(typed, 100, FORECAST) == ("level", "season", "lags")
    assert bases_for(typed, 2 * WINDOW - 1, FORECAST) == ("level", "season")
    assert bases_for(typed, 100, replace(FORECAST, season=1)) == ("level", "lags")
