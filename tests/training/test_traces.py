"""What only looks leaves no trace: probes, sanity checks, calibration and progress."""

import numpy as np
import pytest
import torch

from etude.records.plan import Plan
from etude.training import train
from etude.training.calibration import seconds_per_unit
from etude.training.group import Group, Stopping
from etude.training.sanity import sanity_checks
from etude.training.schedules import rate_share
from etude.training.stepper import Stepper

from .made import CLASSES, runs, xor

PLANS = {
    "plain": Plan(hidden=(16,), epochs=3),
    "all at once": Plan(
        hidden=(16, 16),
        epochs=3,
        dropout=0.3,
        normalisation="batch",
        schedule="cosine",
        gradient_clip=0.5,
        l2_penalty=0.01,
        weight_decay=0.01,
    ),
}


@pytest.fixture(params=PLANS.values(), ids=PLANS.keys())
def plan(request: pytest.FixtureRequest) -> Plan:
    return request.param


def states(plan: Plan) -> list[dict[str, np.ndarray]]:
    """Weights after training two seeds."""
    return [one.state for one in train(plan, CLASSES, runs(xor(300, 0), xor(100, 1), [1, 2]))]


def assert_same(before: list[dict[str, np.ndarray]], after: list[dict[str, np.ndarray]]) -> None:
    for left, right in zip(before, after, strict=True):
        assert left.keys() == right.keys()
        for name, value in left.items():
            np.testing.assert_array_equal(value, right[name], err_msg=name)


def unprobed(stepper: Stepper, epoch: int, rates: list[float]) -> None:
    """One epoch of bare steps: nothing is measured on the way."""
    for step, batch in enumerate(stepper.batches(epoch)):
        share = rate_share(stepper.plan, epoch, (epoch - 1) * stepper.steps + step + 1)
        stepper.gradient(batch)
        stepper.update([rate * share for rate in rates])


def test_the_probes_of_the_loop_change_no_bit(plan: Plan) -> None:
    given = runs(xor(300, 0), xor(100, 1), [1, 2])
    probed, bare = (Group(plan, CLASSES, given, torch.device("cpu"), Stopping()) for _ in "ab")
    for epoch in range(1, plan.epochs + 1):
        probed.train_epoch()
        unprobed(bare.stepper, epoch, [plan.learning_rate] * 2)
    ours, theirs = (group.stepper.network.tensors for group in (probed, bare))
    assert all(probed.curves[0]["gradient_norm"])  # the probes did measure
    assert torch.equal(ours.flat, theirs.flat)
    assert torch.equal(ours.statistics, theirs.statistics)


def test_sanity_checks_and_calibration_change_no_bit(plan: Plan) -> None:
    before = states(plan)
    run = runs(xor(300, 0), xor(100, 1), [1])[0]
    sanity_checks(plan, CLASSES, run)
    seconds_per_unit(plan, CLASSES, run)
    assert_same(before, states(plan))


def test_listening_to_the_progress_changes_no_bit(plan: Plan) -> None:
    heard = []
    given = runs(xor(300, 0), xor(100, 1), [1, 2])
    listened = train(plan, CLASSES, given, progress=heard.append)
    assert len(heard) == 2 * plan.epochs
    assert_same(states(plan), [one.state for one in listened])
