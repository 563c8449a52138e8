"""The nearest neighbour among series: right on cases worked by hand, at any length."""

from dataclasses import replace

import numpy as np
import pytest

from etude.data.typed import TypedTable
from etude.records.problem import YARDSTICKS, Problem
from etude.training.yardsticks import fit_yardstick
from tests.data.series.made import cells, waves

CLASSES = Problem("series", "classification", ("y",), ("a", "b", "c"), "log_loss", "")
NUMBERS = Problem("series", "regression", ("y",), (), "rmse", "")


def table(series: list, target: np.ndarray) -> TypedTable:
    rows = len(series)
    return TypedTable(
        number_names=(),
        numbers=np.zeros((rows, 0)),
        category_names=(),
        categories=np.zeros((rows, 0), np.int32),
        cardinalities=(),
        target=target,
        units=np.arange(rows),
        clusters=np.arange(rows),
        series=cells(*series),
    )


def wave_table(rows: int = 120) -> TypedTable:
    values, label = waves(rows, 24)
    return table(list(values), label)


def test_the_class_of_the_nearest_series() -> None:
    typed = table(
        [[0, 0, 0], [9, 9, 9], [0, 9, 0], [1, 1, 1], [0, 8, 1]], np.array([0, 1, 2, 0, 2])
    )
    found = fit_yardstick("nearest_neighbour", typed, np.arange(3), CLASSES).predict(typed)
    assert found.argmax(axis=1).tolist() == [0, 1, 2, 0, 2]
    assert found.sum(axis=1) == pytest.approx(1)


def test_lengths_may_differ() -> None:
    rise, fall = [[0, 1, 2, 3], [0, 3], [0, 1.5, 3]], [[3, 2, 1, 0], [3, 0]]
    typed = table([*rise, *fall, []], np.array([0, 0, 0, 1, 1, 2]))
    learn = np.array([0, 3])
    found = fit_yardstick("nearest_neighbour", typed, learn, CLASSES).predict(typed)
    assert found.argmax(axis=1).tolist()[:5] == [0, 0, 0, 1, 1]
    assert np.isfinite(found).all()


def test_its_probability_is_how_often_it_was_right() -> None:
    typed = wave_table()
    noise = replace(typed, target=np.random.default_rng(1).integers(0, 2, 120))
    two = replace(CLASSES, labels=("a", "b"))
    learn = np.arange(100)
    sure = fit_yardstick("nearest_neighbour", typed, learn, two).predict(typed).max()
    unsure = fit_yardstick("nearest_neighbour", noise, learn, two).predict(typed).max()
    assert 0.9 < sure < 1
    assert unsure < 0.65


def test_a_number_is_the_mean_of_five_neighbours() -> None:
    series = [[level, level + 1] for level in (0, 1, 2, 3, 4, 100)]
    target = np.array([[1.0], [2], [3], [4], [10], [50]])
    typed = table(series, target)
    learn = np.arange(6)
    assert fit_yardstick("nearest_neighbour", typed, learn, NUMBERS).predict(typed)[2, 0] == 4.0
    by_mae = replace(NUMBERS, metric="mae")
    assert fit_yardstick("nearest_neighbour", typed, learn, by_mae).predict(typed)[2, 0] == 3.0


@pytest.mark.parametrize("name", YARDSTICKS["series"])
def test_every_yardstick_reads_series(name: str) -> None:
    typed = wave_table()
    two = replace(CLASSES, labels=("a", "b"))
    found = fit_yardstick(name, typed, np.arange(80), two).predict(typed, np.arange(80, 120))
    assert found.shape == (40, 2)
    assert np.isfinite(np.log(found)).all()
