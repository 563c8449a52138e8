"""Yardsticks: right on cases worked by hand, silent, and learning from the learn rows alone."""

from dataclasses import replace

import numpy as np
import pytest

from etude.data.typed import MISSING, UNSEEN, TypedTable
from etude.records.problem import YARDSTICKS, Problem
from etude.training.yardsticks import fit_yardstick

CLASSES = Problem("table", "classification", ("y",), ("a", "b", "c"), "log_loss", "")
NUMBERS = Problem("table", "regression", ("y", "z"), (), "rmse", "")


def table(rows: int, target: np.ndarray) -> TypedTable:
    generator = np.random.default_rng(0)
    numbers = generator.normal(size=(rows, 3))
    numbers[::17, 1] = np.nan
    categories = generator.integers(MISSING, 300, (rows, 2))
    return TypedTable(
        number_names=("x0", "x1", "x2"),
        numbers=numbers,
        category_names=("c0", "c1"),
        categories=categories.astype(np.int32),
        cardinalities=(300, 300),
        target=target,
        units=np.arange(rows),
        clusters=np.arange(rows),
    )


def classes(rows: int = 600) -> TypedTable:
    typed = table(rows, np.zeros(rows, dtype=np.int64))
    return replace(typed, target=np.digitize(typed.numbers[:, 0], [-0.5, 0.5]).astype(np.int64))


def numbers(rows: int = 600) -> TypedTable:
    typed = table(rows, np.zeros((rows, 2)))
    first, second = typed.numbers[:, 0], typed.categories[:, 0] % 2
    return replace(typed, target=np.column_stack([3e30 * first, 5 + first + second]))


def test_naive_answers() -> None:
    typed = replace(numbers(), target=np.column_stack([np.arange(600.0) ** 2, np.ones(600)]))
    learn = np.array([0, 1, 5])
    mean = fit_yardstick("naive", typed, learn, NUMBERS).predict(typed, np.array([7]))
    assert mean == pytest.approx(np.array([[26 / 3, 1.0]]))
    by_mae = replace(NUMBERS, metric="mae")
    assert fit_yardstick("naive", typed, learn, by_mae).predict(typed)[0, 0] == 1.0
    typed = replace(typed, target=np.arange(600) % 3)
    shares = fit_yardstick("naive", typed, np.array([0, 3, 1, 6]), CLASSES).predict(typed)
    assert shares[5] == pytest.approx([0.75, 0.25, 0], abs=1e-6)


@pytest.mark.parametrize("name", YARDSTICKS["table"])
def test_probabilities(name: str) -> None:
    typed = classes()
    found = fit_yardstick(name, typed, np.arange(400), CLASSES).predict(typed)
    assert found.shape == (600, 3)
    assert found.sum(axis=1) == pytest.approx(np.ones(600))
    assert found.min() > 0


@pytest.mark.parametrize(("name", "share"), [("linear", 0.75), ("boosted_trees", 0.9)])
def test_they_learn_classes(name: str, share: float) -> None:
    typed, judge = classes(), np.arange(400, 600)
    found = fit_yardstick(name, typed, np.arange(400), CLASSES).predict(typed, judge)
    assert (found.argmax(axis=1) == np.asarray(typed.target)[judge]).mean() > share


@pytest.mark.parametrize("metric", ["rmse", "mae"])
@pytest.mark.parametrize("name", ["linear", "boosted_trees"])
def test_they_learn_several_numbers_in_their_own_units(name: str, metric: str) -> None:
    typed, judge = numbers(), np.arange(400, 600)
    problem = replace(NUMBERS, metric=metric)
    found = fit_yardstick(name, typed, np.arange(400), problem).predict(typed, judge)
    truth = np.asarray(typed.target)[judge]
    explained = 1 - ((found - truth) / truth.std(axis=0)).var(axis=0)
    assert explained[0] > 0.9
    assert explained[1] > 0.5


@pytest.mark.parametrize("name", YARDSTICKS["table"])
def test_other_rows_teach_nothing(name: str) -> None:
    typed, learn = classes(), np.arange(0, 600, 2)
    other = np.arange(1, 600, 2)
    corrupt = replace(typed, numbers=typed.numbers.copy(), target=np.array(typed.target))
    corrupt.numbers[other] *= 1e6
    corrupt.target[other] = 0  # type: ignore[index]
    fitted = [fit_yardstick(name, one, learn, CLASSES) for one in (typed, corrupt)]
    assert np.array_equal(fitted[0].predict(typed), fitted[1].predict(typed))


@pytest.mark.parametrize("name", ["linear", "boosted_trees"])
def test_classes_that_the_learn_rows_lack_or_have_once(name: str) -> None:
    typed = classes()
    target = np.asarray(typed.target)
    learn = np.append(np.flatnonzero(target[:400] < 2), np.flatnonzero(target == 2)[:1])
    once = fit_yardstick(name, typed, learn, CLASSES).predict(typed)
    never = fit_yardstick(name, typed, learn[:-1], CLASSES).predict(typed)
    assert once.shape == never.shape == (600, 3)
    assert never[:, 2].max() < 1e-6
    single = fit_yardstick(name, typed, np.flatnonzero(target == 1), CLASSES)
    assert single.predict(typed)[0] == pytest.approx([0, 1, 0], abs=1e-6)
    assert "one class only" in single.note


@pytest.mark.parametrize("name", ["linear", "boosted_trees"])
def test_missing_and_unseen_cells(name: str) -> None:
    typed = classes()
    fitted = fit_yardstick(name, typed, typed.units, CLASSES)
    strange = replace(
        typed, numbers=np.full((600, 3), np.nan), categories=typed.categories * 0 + UNSEEN
    )
    assert np.isfinite(fitted.predict(strange)).all()


def test_stopping_short_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etude.training.yardsticks.linear.ITERATIONS", 2)
    monkeypatch.setattr("etude.training.yardsticks.linear.MOST_ROWS", 300)
    typed = classes()
    note = fit_yardstick("linear", typed, typed.units, CLASSES).note
    assert "300 of 600 rows" in note
    assert "not yet converged" in note


def test_only_what_is_known() -> None:
    with pytest.raises(ValueError, match="must be one of naive"):
        fit_yardstick("magic", classes(), np.arange(10), CLASSES)
