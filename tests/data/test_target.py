"""Classes or numbers, the order of labels, the metric that decides, and targets that cannot be."""

import numpy as np
import polars as pl
import pytest

from etude.data.columns import infer_schema
from etude.data.encoding import encode
from etude.data.metric_choice import choose_metric
from etude.data.target import decide_problem, decide_target
from etude.errors import BadColumn, BadOption
from etude.records.problem import Problem

random = np.random.default_rng(0)


def decided(cells: list, task: str | None = None) -> tuple[str, tuple[str, ...], dict[str, str]]:
    chosen, (column,), notes = decide_target(pl.DataFrame({"y": cells}), ["y"], task=task)
    return chosen, column.categories, {note.act: note.text for note in notes}


def problem_of(cells: list, **options) -> Problem:
    frame = pl.DataFrame({"x": random.normal(size=len(cells)), "y": cells})
    schema, _ = infer_schema(frame, ["y"])
    typed, _ = encode(frame, schema, with_target=True)
    return decide_problem(schema, typed, **options)


@pytest.mark.parametrize(
    ("cells", "labels"),
    [
        (["yes", "no"] * 6, ("no", "yes")),
        (["1", "0"] * 6, ("0", "1")),
        ([True, False] * 6, ("false", "true")),
        (["spam"] * 3 + ["ham"] * 9, ("ham", "spam")),
        (["good"] * 9 + ["bad"] * 3, ("good", "bad")),
        (["b", "a"] * 6, ("a", "b")),
        (["10", "9", "1"] * 4, ("1", "9", "10")),
        (["c", "b", "a"] * 4, ("a", "b", "c")),
    ],
)
def test_order_of_labels(cells: list, labels: tuple[str, ...]) -> None:
    assert decided(cells, task="classification")[1] == labels


def test_words_are_classes_and_never_nan() -> None:
    task, labels, _ = decided(["a", "b", "nan", "?", None, ""] * 6)
    assert (task, labels) == ("classification", ("a", "b"))


def test_many_spellings_of_yes_and_no_are_two_classes() -> None:
    _, labels, _ = decided(["yes", "yes", "Y", "1", "no", "N", "0", "no", "no"] * 3)
    assert labels == ("no", "yes")


def test_small_whole_numbers_are_classes_and_the_choice_is_said() -> None:
    task, labels, notes = decided(["1.0", "2.0", "3.0"] * 5)
    assert (task, labels) == ("classification", ("1.0", "2.0", "3.0"))
    assert "--task regression" in notes["task"]
    assert decided(["1.0", "2.0", "3.0"] * 5, task="regression")[0] == "regression"


def test_other_numbers_are_regression_and_the_choice_is_said() -> None:
    task, labels, notes = decided([str(3 + number % 7) for number in range(40)])
    assert (task, labels) == ("regression", ())
    assert "--task classification" in notes["task"]
    assert "--task" not in decided([f"{x:.3f}" for x in random.normal(size=40)])[2]["task"]


def test_a_class_with_one_example_is_noted() -> None:
    assert '"maybe"' in decided(["yes", "no"] * 6 + ["maybe"])[2]["class-with-one-example"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["yes"] * 20, "nothing to learn"),
        (["4.5"] * 20, "nothing to learn"),
        ([f"row{number}" for number in range(20)], "looks like an identifier"),
        ([None] * 20, "empty in every row"),
        (["a", "b"] * 3, "at least 10"),
    ],
)
def test_targets_that_cannot_be_learnt(cells: list, message: str) -> None:
    with pytest.raises(BadColumn, match=message):
        decided(cells)


def test_a_target_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(BadColumn, match='Did you mean "Survived"'):
        decide_target(pl.DataFrame({"Survived": ["0", "1"] * 9}), ["survivd"])


def test_tasks_that_do_not_fit() -> None:
    with pytest.raises(BadOption, match="needs numbers"):
        decided(["a", "b"] * 9, task="regression")
    with pytest.raises(BadOption, match="must be classification or regression"):
        decided(["a", "b"] * 9, task="sorting")


def test_several_targets_must_be_numbers() -> None:
    numbers = [f"{x:.3f}" for x in random.normal(size=20)]
    frame = pl.DataFrame({"a": numbers, "b": numbers[::-1], "c": ["x", "y"] * 10})
    task, columns, _ = decide_target(frame, ["a", "b"])
    assert (task, [column.kind for column in columns]) == ("regression", ["number", "number"])
    with pytest.raises(BadColumn, match='"c" is not'):
        decide_target(frame, ["a", "c"])


@pytest.mark.parametrize(
    ("cells", "metric"),
    [
        (["yes", "no"] * 20, "log_loss"),
        (["yes"] * 20 + ["no"] * 80, "log_loss"),
        (["yes"] * 19 + ["no"] * 81, "average_precision"),
        (["a"] * 34 + ["b"] * 33 + ["c"] * 33, "log_loss"),
        (["a"] * 60 + ["b"] * 30 + ["c"] * 10, "balanced_accuracy"),
        ([f"{x:.4f}" for x in np.linspace(0, 1, 50)], "rmse"),
        ([f"{x:.4f}" for x in (*np.linspace(0, 1, 99), 30.0)], "mae"),
    ],
)
def test_the_metric_tree(cells: list[str], metric: str) -> None:
    problem = problem_of(cells)
    assert problem.metric == metric
    assert problem.metric_reason.startswith(f"{metric} decides")


def test_a_person_overrules_the_metric_but_not_the_task() -> None:
    assert problem_of(["yes", "no"] * 20, metric="f1").metric == "f1"
    with pytest.raises(BadOption, match="choose one of log_loss"):
        problem_of(["yes", "no"] * 20, metric="rmse")
    with pytest.raises(BadOption, match="does not exist"):
        problem_of(["yes", "no"] * 20, metric="acuracy")


def test_costs_decide() -> None:
    problem = problem_of(["yes", "no"] * 20, cost_false_alarm=1.0, cost_miss=5.0)
    assert problem.metric == "expected_cost"
    assert problem.cost_miss == 5.0
    for costs in ({"cost_miss": 1.0}, {"cost_miss": -1.0, "cost_false_alarm": 1.0}):
        with pytest.raises(BadOption):
            problem_of(["yes", "no"] * 20, **costs)
    with pytest.raises(BadOption, match="two classes"):
        problem_of(["a", "b", "c"] * 20, cost_false_alarm=1.0, cost_miss=5.0)


def test_half_equal_targets_have_no_range_to_call_extreme() -> None:
    target = np.array([0.0] * 80 + [100.0] * 20)[:, None]
    assert choose_metric("regression", (), target).metric == "rmse"


def test_problem_takes_the_unit_of_the_cells() -> None:
    problem = problem_of([f"${x:.2f}" for x in np.linspace(1, 9, 40)])
    assert (problem.unit, problem.task, problem.outputs) == ("$", "regression", 1)
