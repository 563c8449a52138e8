"""Small trainings with known truths."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from etude.data.rows import Rows
from etude.networks import from_states
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape
from etude.training import EpochReport, RunResult, RunRows, predict, train
from etude.training.checkpoint import rows_digest
from etude.training.losses import plain_losses
from etude.training.measuring import measured
from etude.training.rows import evaluation_rows, tensor_of

from .made import CLASSES, NUMBERS, line, noise, rows, runs, xor

LEARN, STOP = xor(600, 0), xor(200, 1)
PLAN = Plan(hidden=(16,), learning_rate=0.02, epochs=12)


def curves_agree(one: RunResult, other: RunResult) -> None:
    found, expected = vars(one.run.curves), vars(other.run.curves)
    assert found["validation_loss"] == pytest.approx(expected["validation_loss"], rel=2e-3)
    for name, curve in expected.items():
        assert found[name] == pytest.approx(curve, rel=0.05, abs=0.02, nan_ok=True), name


def test_learns_what_no_line_can() -> None:
    for result in train(PLAN.changed(epochs=30), CLASSES, runs(LEARN, STOP, [1, 2])):
        assert result.run.curves.validation_accuracy[-1] > 0.93
        assert result.stop_outputs.shape == (200, 2)
        np.testing.assert_allclose(result.stop_outputs.sum(1), 1.0, rtol=1e-5)
        right = (result.stop_outputs.argmax(1) == STOP.targets["y"]).mean()
        epoch = result.run.best_epoch - 1
        assert right == pytest.approx(result.run.curves.validation_accuracy[epoch])


@pytest.mark.parametrize("loss", ["automatic", "mae", "huber"])
def test_regression_learns_a_line(loss: str) -> None:
    plan = PLAN.changed(loss=loss, epochs=30)
    result = train(plan, NUMBERS, runs(line(400, 0), line(100, 1), [1]))[0]
    np.testing.assert_allclose(result.stop_outputs, line(100, 1).targets["y"], atol=0.15)
    assert result.run.curves.train_accuracy == ()


@pytest.mark.parametrize("optimizer", ["adamw", "sgd", "momentum", "rmsprop"])
def test_every_optimizer_learns(optimizer: str) -> None:
    rate = 0.3 if optimizer == "sgd" else 0.02
    plan = PLAN.changed(optimizer=optimizer, learning_rate=rate)
    result = train(plan, CLASSES, runs(LEARN, STOP, [1]))[0]
    assert max(result.run.curves.validation_accuracy) > 0.9


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"dropout": 0.3, "hidden": (16, 16)},
        {"normalisation": "batch"},
        {"l2_penalty": 0.01, "weight_decay": 0.01, "gradient_clip": 0.5},
    ],
)
def test_a_batched_run_equals_the_same_run_alone(change: dict[str, object]) -> None:
    plan = PLAN.changed(epochs=4, learning_rate=0.005, **change)
    together = train(plan, CLASSES, runs(LEARN, STOP, [1, 2, 3]))
    for seed, result in zip((1, 2, 3), together, strict=True):
        curves_agree(result, train(plan, CLASSES, runs(LEARN, STOP, [seed]))[0])


def test_runs_with_rows_of_their_own_equal_the_same_runs_alone() -> None:
    given = [
        RunRows(seed, f"repeat 0 fold {seed}", xor(count, seed), xor(count // 3, 9), None, {})
        for seed, count in ((1, 600), (2, 597), (3, 640))  # 640 makes one step more
    ]
    plan = PLAN.changed(epochs=4, hidden=(16, 16), dropout=0.2, learning_rate=0.005)
    for run, result in zip(given, train(plan, CLASSES, given), strict=True):
        assert (result.run.seed, result.run.fold) == (run.seed, run.fold)
        curves_agree(result, train(plan, CLASSES, [run])[0])


def test_the_same_training_twice_is_the_same_to_the_bit() -> None:
    one, two = (train(PLAN, CLASSES, runs(LEARN, STOP, [1, 2])) for _ in range(2))
    for first, second in zip(one, two, strict=True):
        assert first.run == second.run
        np.testing.assert_array_equal(first.stop_outputs, second.stop_outputs)


def test_training_leaves_the_global_generator_alone() -> None:
    before = torch.get_rng_state()
    train(PLAN.changed(epochs=1, dropout=0.2), CLASSES, runs(LEARN, STOP, [1]))
    assert torch.equal(before, torch.get_rng_state())


def test_best_weights_are_restored() -> None:
    plan = PLAN.changed(hidden=(64, 64), learning_rate=0.03, epochs=40, patience=5)
    learn, stop = noise(200, 0), noise(100, 1)
    for result in train(plan, CLASSES, runs(learn, stop, [1, 2, 3])):
        losses = result.run.curves.validation_loss
        assert result.run.best_epoch == 1 + losses.index(min(losses))
        assert result.run.epochs == result.run.best_epoch + 5
        network = from_states(plan, CLASSES, [result.state])
        looked_at = evaluation_rows([stop], [None], torch.device("cpu"))
        loss = measured(network, looked_at, plain_losses(plan, CLASSES.heads))["loss"].item()
        assert loss == pytest.approx(min(losses), rel=1e-4)


def test_a_diverged_run_does_not_disturb_the_others() -> None:
    broken = {"numbers": LEARN.inputs["numbers"].copy()}
    broken["numbers"][5] = np.inf
    ill = RunRows(2, "hold-out", rows(broken, LEARN.targets["y"]), STOP, None, {})
    well = runs(LEARN, STOP, [1, 3])
    plan = PLAN.changed(epochs=4)
    found = train(plan, CLASSES, [well[0], ill, well[1]])
    assert [result.run.outcome for result in found] == ["finished", "diverged", "finished"]
    assert (found[1].run.best_epoch, found[1].run.validation_loss) == (0, math.inf)
    assert np.isfinite(found[1].stop_outputs).all()
    for result, alone in zip((found[0], found[2]), train(plan, CLASSES, well), strict=True):
        curves_agree(result, alone)


def test_a_run_behind_the_reference_is_dropped() -> None:
    result = train(PLAN, CLASSES, runs(LEARN, STOP, [1]), reference=[1e-3] * 12)[0]
    assert (result.run.outcome, result.run.epochs) == ("dropped", 4)


def test_judge_rows_are_predicted() -> None:
    judge = xor(50, 5)
    given = [replace(run, judge=judge) for run in runs(LEARN, STOP, [1, 2])]
    found = train(PLAN.changed(epochs=2), CLASSES, given)
    outputs = predict(PLAN, CLASSES, [result.state for result in found], judge)
    assert outputs.shape == (2, 50, 2)
    for result, expected in zip(found, outputs, strict=True):
        assert result.judge_outputs is not None
        np.testing.assert_array_equal(result.judge_outputs, expected)


def test_curves_have_one_number_an_epoch_and_sane_values() -> None:
    curves = train(PLAN.changed(epochs=5), CLASSES, runs(LEARN, STOP, [1]))[0].run.curves
    recorded = {name: curve for name, curve in vars(curves).items() if curve}
    assert recorded.keys() == {
        *("train_loss", "validation_loss", "train_accuracy", "validation_accuracy"),
        *("learning_rate", "gradient_norm", "update_ratio", "dead_share", "saturated_share"),
        *("largest_class_share", "validation_rise", "first_last_gradient", "gradient_spike"),
        "clipped_share",
    }
    assert all(len(curve) == 5 for curve in recorded.values())
    assert curves.learning_rate == (0.02,) * 5
    assert all(0.0 < share < 1.0 for share in curves.largest_class_share)
    assert all(change > 0.0 for change in curves.update_ratio)
    assert all(length > 0.0 for length in curves.gradient_norm)


def test_a_dead_network_is_seen() -> None:
    shifted = rows({"numbers": LEARN.inputs["numbers"]}, LEARN.targets["y"])
    plan = PLAN.changed(optimizer="sgd", learning_rate=50.0, epochs=2)
    result = train(plan, CLASSES, runs(shifted, STOP, [1]))[0]
    assert result.run.curves.dead_share[-1] > 0.5


def test_saturated_units_are_seen() -> None:
    loud = rows({"numbers": 100.0 * LEARN.inputs["numbers"]}, LEARN.targets["y"])
    plan = PLAN.changed(activation="tanh", epochs=1)
    assert train(plan, CLASSES, runs(loud, STOP, [1]))[0].run.curves.saturated_share[0] > 0.8


def test_rates_of_members_fall_on_their_own_plateaus() -> None:
    plan = PLAN.changed(schedule="reduce_on_plateau", plateau_patience=1, patience=12)
    learn, stop = noise(200, 0), noise(100, 1)
    together = train(plan, CLASSES, runs(learn, stop, [1, 2, 3]))
    rates = [result.run.curves.learning_rate for result in together]
    assert all(rate[-1] < 0.02 for rate in rates)
    assert len(set(rates)) > 1


def test_balanced_weights_find_the_rare_class() -> None:
    generator = np.random.default_rng(0)
    code = (generator.random(1000) < 0.05).astype(np.int64)
    x = (generator.standard_normal((1000, 2)) + code[:, None]).astype(np.float32)
    learn = rows({"numbers": x}, code)
    shares = [
        train(PLAN.changed(class_weights=how), CLASSES, runs(learn, learn, [1]))[0]
        .stop_outputs.argmax(1)
        .mean()
        for how in ("none", "balanced")
    ]
    assert shares[1] > 3 * shares[0]


def test_row_weights_count() -> None:
    x = np.zeros((400, 2), np.float32)
    code = (np.arange(400) % 2).astype(np.int64)
    learn = rows({"numbers": x}, code, np.where(code == 1, 3.0, 1.0).astype(np.float32))
    result = train(PLAN.changed(epochs=30), CLASSES, runs(learn, learn, [1]))[0]
    assert result.stop_outputs[:, 1].mean() == pytest.approx(0.75, abs=0.05)


def test_penalties_shrink_weights() -> None:
    sizes = []
    for change in ({}, {"l2_penalty": 0.1}, {"weight_decay": 1.0}):
        plan = PLAN.changed(epochs=10, patience=10, **change)
        result = train(plan, CLASSES, runs(LEARN, STOP, [1]))[0]
        sizes.append(float(np.linalg.norm(result.state["hidden.0.weight"])))
    assert sizes[1] < 0.7 * sizes[0]
    assert sizes[2] < 0.9 * sizes[0]


def test_progress_is_told_for_every_run_and_epoch() -> None:
    told: list[EpochReport] = []
    train(PLAN.changed(epochs=3), CLASSES, runs(LEARN, STOP, [1, 2]), progress=told.append)
    assert [(report.seed, report.epoch) for report in told] == [
        (seed, epoch) for epoch in (1, 2, 3) for seed in (1, 2)
    ]
    assert [report.state for report in told[-2:]] == ["finished"] * 2


def test_mixed_columns_and_two_heads() -> None:
    shape = NetworkShape(
        (InputShape("numbers", "numbers", 2), InputShape("categories", "categories", 2, (3, 4))),
        (Head("y", "classes", 3), Head("z", "numbers", 1)),
    )
    generator = np.random.default_rng(0)
    codes = generator.integers(0, 3, (500, 2))
    x = generator.standard_normal((500, 2)).astype(np.float32)
    targets = {"y": (codes.sum(1) % 3), "z": x[:, :1] * codes[:, :1].astype(np.float32)}
    inputs = {"numbers": x, "categories": codes}
    learn = Rows(inputs, targets, np.ones(500, np.float32), np.arange(500), {})
    for change in ({}, {"category_encoding": "one_hot"}, {"number_encoding": "periodic"}):
        plan = PLAN.changed(hidden=(32,), epochs=25, **change)
        result = train(plan, shape, runs(learn, learn, [1]))[0]
        assert result.run.curves.train_accuracy[-1] > 0.95
        error = result.stop_outputs[:, 3] - targets["z"][:, 0]
        assert np.square(error).mean() < 0.1


def test_device_may_be_named_with_its_number() -> None:
    plan = PLAN.changed(epochs=2)
    one, two = (
        train(plan, CLASSES, runs(LEARN, STOP, [1]), device=device)[0]
        for device in ("cpu", "cpu:0")
    )
    assert one.run == two.run


def test_lengths_are_part_of_what_a_network_is_given() -> None:
    rows = some_rows_with_lengths((3, 5))
    assert set(rows.arrays) == {"numbers", "numbers.lengths"}
    assert rows_digest(rows) != rows_digest(some_rows_with_lengths((3, 4)))


def some_rows_with_lengths(lengths: tuple[int, ...]) -> Rows:
    count = len(lengths)
    return Rows(
        {"numbers": np.zeros((count, 2), np.float32)},
        {},
        np.ones(count, np.float32),
        np.arange(count),
        {"numbers": np.array(lengths)},
    )


def test_a_read_only_memory_map_is_used_where_it_lies(tmp_path) -> None:
    np.save(tmp_path / "rows.npy", np.ones((4, 2), np.float32))
    mapped = np.load(tmp_path / "rows.npy", mmap_mode="r")
    assert tensor_of(mapped).data_ptr() == mapped.ctypes.data
