"""Yardsticks of a forecast, held against numbers known beforehand."""

from typing import Any

import numpy as np
import pytest

from etude.data.typed import Origins, SeriesCells, TypedTable
from etude.measuring.losses import unit_losses
from etude.measuring.metrics import all_metrics, score
from etude.records.forecast import Calendar, Forecast
from etude.records.problem import Problem
from etude.training.yardsticks import fit_yardstick

HORIZON, WINDOW = 3, 8


def problem(season: int = 4, targets: int = 1, **options: Any) -> Problem:
    names = tuple(f"y{place}" for place in range(targets))
    forecast = Forecast(
        HORIZON, WINDOW, 4, season, Calendar("rows", 1), channels=names, scales=((1.0,) * targets,)
    )
    return Problem("forecast", "regression", names, (), "mase", "", forecast=forecast, **options)


def windows(steps: Any, targets: int = 1, scale: float = 1.0) -> TypedTable:
    steps = np.asarray(steps, dtype=np.float64).reshape(len(steps), -1)
    ends = np.arange(4, len(steps) - HORIZON + 1)
    starts = np.maximum(ends - WINDOW, 0)
    ahead = steps[ends[:, None] + np.arange(HORIZON), :targets].reshape(len(ends), -1)
    rows = len(ends)
    return TypedTable(
        (), np.zeros((rows, 0)), (), np.zeros((rows, 0), np.int32), (), ahead, ends,
        ends // HORIZON,
        series=SeriesCells(tuple("ab"[: steps.shape[1]]), steps, starts, ends - starts),
        origins=Origins(
            HORIZON, ends, ends + HORIZON, np.zeros(rows, np.int64), np.zeros(rows, np.int64),
            np.full((rows, targets), scale),
        ),
    )  # fmt: skip


def answers(name: str, typed: TypedTable, asked: Problem) -> Any:
    every = np.arange(len(typed))
    return fit_yardstick(name, typed, every, asked).predict(typed)


def test_last_value_repeats_the_last_known_one() -> None:
    steps = np.arange(20.0)
    steps[9] = np.nan
    found = answers("last_value", windows(steps), problem())
    assert found[0].tolist() == [3.0, 3.0, 3.0]  # the window of steps 0 to 3
    assert found[6].tolist() == [8.0, 8.0, 8.0]  # step 9 is missing


def test_seasonal_naive_repeats_the_last_season() -> None:
    found = answers("seasonal_naive", windows(np.arange(20.0)), problem(season=4))
    assert found[4].tolist() == [4.0, 5.0, 6.0]  # at step 8 the steps 4, 5, 6
    short = answers("seasonal_naive", windows(np.arange(20.0)), problem(season=2))
    assert short[4].tolist() == [6.0, 7.0, 6.0]  # a season shorter than the horizon comes again


def test_seasonal_naive_falls_back_on_the_last_value() -> None:
    found = answers("seasonal_naive", windows(np.arange(20.0)), problem(season=6))
    assert found[0].tolist() == [3.0, 3.0, 0.0]


def test_linear_on_lags_continues_a_line_and_a_wave() -> None:
    places = np.arange(120)
    for steps in (3.0 * places, np.sin(places / 3)):
        typed = windows(steps)
        found = answers("linear_on_lags", typed, problem())
        assert np.abs(found - typed.truth)[10:].max() < 0.1 * np.ptp(typed.truth)


def test_linear_on_lags_keeps_targets_apart() -> None:
    places = np.arange(120.0)
    typed = windows(np.column_stack([places, 1000 - 2 * places]), targets=2)
    found = answers("linear_on_lags", typed, problem(targets=2))
    assert found[50].tolist() == pytest.approx(typed.truth[50].tolist(), rel=0.05)


def test_mase_measures_in_the_scale_of_each_row() -> None:
    truth, outputs = np.array([[1.0, 2.0], [10.0, 20.0]]), np.array([[2.0, 2.0], [10.0, 30.0]])
    scale = np.array([[1.0, 1.0], [10.0, 10.0]])
    assert score(problem(), truth, outputs, scale=scale) == pytest.approx(0.5)
    assert unit_losses(problem(), truth, outputs, scale).tolist() == [0.5, 0.5]
    with pytest.raises(ValueError, match="mase"):
        score(problem(), truth, outputs)


def test_smape_by_hand() -> None:
    truth, outputs = np.array([[1.0], [0.0]]), np.array([[3.0], [0.0]])
    metrics = all_metrics(problem(), truth, outputs, scale=np.ones((2, 1)))
    assert metrics["smape"] == pytest.approx((2 * 2 / 4 + 0) / 2)
    assert set(metrics) == {"rmse", "mae", "r2", "mase", "smape"}


def test_a_table_has_no_mase() -> None:
    table = Problem("table", "regression", ("y",), (), "rmse", "")
    assert set(all_metrics(table, np.arange(5.0)[:, None], np.zeros((5, 1)))) == {
        "rmse",
        "mae",
        "r2",
    }
