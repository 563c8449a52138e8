"""Preparation: learned from the learn rows alone, finite always, saved without loss."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from safetensors.numpy import load_file, save_file

from etude.data.preparation import Preparation, learn_preparation, network_shape
from etude.data.typed import MISSING, UNSEEN, TypedTable
from etude.records.plan import Plan
from etude.records.problem import Problem

CLASSES = Problem("table", "classification", ("y",), ("a", "b", "c"), "log_loss", "")
NUMBERS = Problem("table", "regression", ("y", "z"), (), "rmse", "")
PLANS = [
    Plan(number_scaling=scaling, number_encoding=encoding, winsorise=winsorise)
    for scaling in ("standard", "min_max", "quantile")
    for encoding in ("plain", "piecewise_linear")
    for winsorise in (False, True)
] + [Plan(target_scaling="log"), Plan(target_scaling="root")]


def table(numbers: Any, categories: Any = None, target: Any = None) -> TypedTable:
    numbers = np.asarray(numbers, dtype=np.float64)
    rows = len(numbers)
    categories = np.zeros((rows, 0)) if categories is None else np.asarray(categories)
    target = np.arange(rows) % 3 if target is None else np.asarray(target)
    return TypedTable(
        number_names=tuple(f"x{one}" for one in range(numbers.shape[1])),
        numbers=numbers,
        category_names=tuple(f"c{one}" for one in range(categories.shape[1])),
        categories=categories.astype(np.int32),
        cardinalities=(4,) * categories.shape[1],
        target=target,
        units=np.arange(rows),
        clusters=np.arange(rows),
    )


def mixed(rows: int = 400) -> TypedTable:
    generator = np.random.default_rng(0)
    numbers = generator.lognormal(0, 2, (rows, 4))
    numbers[:, 1] = generator.integers(0, 2, rows)
    numbers[:, 2] = 5.0
    numbers[generator.random(rows) < 0.1, 0] = np.nan
    categories = generator.integers(MISSING, 4, (rows, 2))
    return table(numbers, categories, generator.normal(100, 30, (rows, 2)))


def learned_numbers(prepared: Preparation) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in prepared.to_arrays().items()}


def test_worked_example() -> None:
    typed = table([[1.0, 10.0], [3.0, np.nan], [5.0, 30.0], [9.0, 90.0]])
    rows = learn_preparation(typed, np.array([0, 1, 2]), Plan(), problem=CLASSES).apply(typed)
    one = np.sqrt(1.5)
    # 9 and 90 lie beyond what the learn rows held and are pulled back to 5 and 30.
    expected = [[-one, -1, 0], [0, 0, 1], [one, 1, 0], [one, 1, 0]]
    assert rows.inputs["numbers"] == pytest.approx(np.array(expected), rel=1e-6)
    assert rows.inputs["numbers"].dtype == np.float32
    assert list(rows.targets["target"]) == [0, 1, 2, 0]
    assert list(rows.weights) == [1, 1, 1, 1]
    assert set(rows.inputs) == {"numbers"}


def test_category_codes() -> None:
    column = [[0], [0], [1], [2], [2], [MISSING], [UNSEEN], [3]]
    typed = table(np.zeros((8, 0)), column)
    rows = learn_preparation(typed, np.arange(6), Plan(), problem=CLASSES).apply(typed)
    assert rows.inputs["categories"][:, 0].tolist() == [2, 2, 1, 4, 4, 0, 1, 1]
    assert set(rows.inputs) == {"categories"}


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_judge_rows_teach_nothing(plan: Plan) -> None:
    typed, learn = mixed(), np.arange(0, 400, 2)
    other = np.arange(1, 400, 2)
    corrupt = replace(
        typed,
        numbers=np.where(np.isin(typed.units, other)[:, None], typed.numbers * 1e9, typed.numbers),
        categories=np.where(np.isin(typed.units, other)[:, None], 3, typed.categories),
        target=np.where(np.isin(typed.units, other)[:, None], -1e9, typed.target),
    )
    clean = learn_preparation(typed, learn, plan, problem=NUMBERS)
    assert learned_numbers(clean) == learned_numbers(
        learn_preparation(corrupt, learn, plan, problem=NUMBERS)
    )


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_shapes_are_the_same_for_every_fold(plan: Plan) -> None:
    typed = mixed()
    known = np.flatnonzero(~np.isnan(typed.numbers[:, 0]))
    some_rows = (np.arange(300), known[:7], np.arange(399, 400))
    prepared = [learn_preparation(typed, rows, plan, problem=NUMBERS) for rows in some_rows]
    shapes = [{k: v.shape for k, v in one.to_arrays().items()} for one in prepared]
    assert shapes[0] == shapes[1] == shapes[2]
    shape = network_shape(typed, plan, NUMBERS)
    rows = prepared[0].apply(typed)
    assert [one.width for one in shape.inputs] == [
        rows.inputs[one.name].shape[1] for one in shape.inputs
    ]
    assert shape.inputs[1].cardinalities == (6, 6)
    assert (shape.heads[0].kind, shape.heads[0].size) == ("numbers", 2)


@pytest.mark.parametrize("scaling", ["standard", "min_max", "quantile"])
def test_scaled_learn_rows(scaling: str) -> None:
    typed = mixed(3000)
    prepared = learn_preparation(typed, typed.units, Plan(number_scaling=scaling), problem=NUMBERS)
    column = prepared.apply(typed).inputs["numbers"][:, 3].astype(np.float64)
    if scaling == "min_max":
        assert (column.min(), column.max()) == pytest.approx((0, 1))
    else:
        assert column.mean() == pytest.approx(0, abs=0.02)
        assert column.std() == pytest.approx(1, abs=0.05)


def test_winsorising_pulls_in_outliers_and_spares_rare_flags() -> None:
    numbers = np.column_stack([np.arange(100.0), np.arange(100) == 7])
    numbers[0, 0] = 1e6
    typed = table(numbers)
    prepared = learn_preparation(typed, typed.units, Plan(winsorise=True), problem=CLASSES)
    column = prepared.apply(typed).inputs["numbers"]
    assert column[0, 0] < 8
    assert column[7, 1] > 5


EXTREMES = some.sampled_from([0.0, 1.0, -3e30, 1e30, 1e-30, 1e308, -1e308, 5e-324, np.inf, np.nan])


@settings(max_examples=100, deadline=None)
@given(
    cells=some.lists(some.tuples(EXTREMES, some.floats(width=64)), min_size=2, max_size=30),
    plan=some.sampled_from(PLANS),
)
def test_any_numbers_stay_finite(cells: list[tuple[float, float]], plan: Plan) -> None:
    typed = table(np.array(cells))
    learn = np.arange(1 + len(cells) // 2)
    prepared = learn_preparation(typed, learn, plan, problem=CLASSES)
    numbers = prepared.apply(typed).inputs["numbers"]
    assert np.isfinite(numbers).all()
    assert np.abs(numbers).max() <= 20
    for edges in prepared.constants().values():
        assert (np.diff(edges, axis=1) > 0).all()


def test_edges_are_quantiles_of_the_learn_rows() -> None:
    typed = table(np.random.default_rng(0).normal(size=(4096, 1)))
    plan = Plan(number_encoding="piecewise_linear")
    prepared = learn_preparation(typed, typed.units, plan, problem=CLASSES)
    numbers, edges = prepared.apply(typed).inputs["numbers"][:, 0], prepared.constants()["edges"]
    assert edges.shape == (1, 33)
    inside = np.histogram(numbers, edges[0])[0]
    assert inside == pytest.approx(np.full(32, 128), abs=3)


def test_targets_go_and_come_back() -> None:
    typed = mixed()
    prepared = learn_preparation(typed, np.arange(300), Plan(), problem=NUMBERS)
    scaled = np.asarray(prepared.apply(typed).targets["target"])
    assert scaled[:300].mean(axis=0) == pytest.approx([0, 0], abs=1e-6)
    assert prepared.target_back(scaled, typed) == pytest.approx(np.asarray(typed.target), rel=1e-5)


@pytest.mark.parametrize("scaling", ["log", "root"])
@pytest.mark.parametrize("low", [0.0, 3.0])
def test_bent_targets_go_and_come_back(scaling: str, low: float) -> None:
    """Counts with and without zeros; the long tail is gone in between."""
    target = low + np.floor(np.random.default_rng(0).lognormal(3, 1, (400, 2)))
    typed = table(np.zeros((400, 1)), target=target)
    plan = Plan(target_scaling=scaling)
    prepared = learn_preparation(typed, typed.units, plan, problem=NUMBERS)
    scaled = np.asarray(prepared.apply(typed).targets["target"])
    assert scaled.std(axis=0) == pytest.approx([1, 1], rel=1e-5)
    plain = (target - target.mean(axis=0)) / target.std(axis=0)
    assert (scaled.max(axis=0) < 0.8 * plain.max(axis=0)).all()
    assert prepared.target_back(scaled, typed) == pytest.approx(target, rel=1e-4, abs=1e-3)


def test_a_zero_that_the_learn_rows_lack_is_no_infinity() -> None:
    target = np.column_stack([np.append(np.arange(1.0, 400.0), 0.0)] * 2)
    typed = table(np.zeros((400, 1)), target=target)
    plan = Plan(target_scaling="log")
    prepared = learn_preparation(typed, np.arange(399), plan, problem=NUMBERS)
    assert np.isfinite(np.asarray(prepared.apply(typed).targets["target"])).all()


def test_a_far_answer_for_a_logarithm_stays_near_what_was_learned() -> None:
    target = np.column_stack([np.arange(1.0, 401.0)] * 2)
    typed = table(np.zeros((400, 1)), target=target)
    prepared = learn_preparation(typed, typed.units, Plan(target_scaling="log"), problem=NUMBERS)
    answers = prepared.target_back(np.array([[50.0, -50.0]], dtype=np.float32), typed)
    assert 400 < answers[0, 0] < 800
    assert 0 <= answers[0, 1] < 1


def test_huge_and_constant_targets() -> None:
    target = np.column_stack([np.array([1e200, 2e200, 3e200]), np.full(3, 4.0)])
    typed = table(np.zeros((3, 1)), target=target)
    prepared = learn_preparation(typed, typed.units, Plan(), problem=NUMBERS)
    scaled = np.asarray(prepared.apply(typed).targets["target"])
    assert np.isfinite(scaled).all()
    assert prepared.target_back(scaled, typed) == pytest.approx(target, rel=1e-6)


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_saved_and_loaded_bit_by_bit(plan: Plan, tmp_path: Path) -> None:
    typed = mixed()
    prepared = learn_preparation(typed, np.arange(300), plan, problem=NUMBERS)
    save_file(prepared.to_arrays(), tmp_path / "preparation.safetensors")
    arrays = load_file(tmp_path / "preparation.safetensors")
    again = Preparation.from_arrays(arrays, json.loads(json.dumps(prepared.metadata())))
    assert learned_numbers(again) == learned_numbers(prepared)
    assert np.array_equal(
        again.apply(typed).inputs["numbers"], prepared.apply(typed).inputs["numbers"]
    )


def test_rows_of_unknown_truth() -> None:
    typed = mixed()
    prepared = learn_preparation(typed, np.arange(300), Plan(), problem=NUMBERS)
    rows = prepared.apply(replace(typed, target=None), np.array([5, 3]))
    assert rows.targets == {}
    assert rows.units.tolist() == [5, 3]
