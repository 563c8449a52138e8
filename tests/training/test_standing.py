"""The rules of stopping, dropping and slowing down, on hand-written losses."""

import math
from collections.abc import Sequence

import pytest

from etude.records.plan import Plan
from etude.training.schedules import rate_share
from etude.training.standing import Standing, after_epoch, is_behind


def after(losses: Sequence[float], plan: Plan, reference: Sequence[float] = ()) -> Standing:
    standing = Standing(plan.learning_rate)
    for loss in losses:
        standing = after_epoch(standing, loss, plan, reference)
        if standing.state != "running":
            break
    return standing


def test_stops_after_patience_and_remembers_the_best() -> None:
    standing = after([3, 2, 2.5, 2, 2.1, 0.1], Plan(patience=3))
    assert (standing.state, standing.epoch, standing.best_epoch) == ("finished", 5, 2)


def test_ends_with_the_last_epoch() -> None:
    standing = after([3, 2, 1, 0.5], Plan(epochs=3))
    assert (standing.state, standing.epoch, standing.best_epoch) == ("finished", 3, 3)


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_ends_the_run_and_keeps_the_best(loss: float) -> None:
    assert after([3, 2, loss], Plan()).state == "diverged"
    assert after([3, 2, loss], Plan()).best_epoch == 2
    assert after([loss], Plan()).best_epoch == 0


@pytest.mark.parametrize(
    ("epoch", "best", "behind"),
    [(4, 2.01, True), (4, 2.0, False), (12, 1.01, True), (12, 1.0, False), (5, 9.0, False)],
)
def test_is_behind_the_incumbent_at_half_as_many_epochs(
    epoch: int, best: float, behind: bool
) -> None:
    reference = [3, 2, 1.8, 1.6, 1.4, 1.0, 0.5]
    assert is_behind(epoch, best, reference) is behind
    assert not is_behind(epoch, best, ())


def test_a_run_that_is_behind_is_dropped() -> None:
    standing = after([5, 4, 3, 2.5, 2.4], Plan(), reference=[3, 2, 1])
    assert (standing.state, standing.epoch, standing.best_epoch) == ("dropped", 4, 4)


def test_a_fixed_number_of_epochs_ignores_patience_and_keeps_the_last() -> None:
    plan, standing = Plan(patience=1), Standing(0.1)
    for loss in (1, 2, 3, 4):
        standing = after_epoch(standing, loss, plan, reference=[0.1] * 9, epoch_limit=4)
    assert (standing.state, standing.epoch, standing.best_epoch) == ("finished", 4, 4)


def test_plateau_halves_the_rate_down_to_the_floor() -> None:
    plan = Plan(schedule="reduce_on_plateau", plateau_patience=2, patience=99, learning_rate=0.1)
    assert after([1, 1], plan).rate == 0.1
    assert after([1, 1, 1], plan).rate == 0.05
    assert after([1] * 5, plan).rate == 0.025
    assert after([1, 1, 0.5, 0.5, 0.5], plan).rate == 0.05
    assert after([1] * 90, plan).rate == 1e-7


def test_warmup_rises_and_cosine_falls() -> None:
    plan = Plan(warmup_steps=4, schedule="cosine", epochs=10)
    assert [rate_share(plan, 1, step) for step in (1, 2, 4, 9)] == [0.25, 0.5, 1.0, 1.0]
    assert rate_share(plan, 6, 99) == pytest.approx(0.5)
    assert 0.0 < rate_share(plan, 10, 99) < 0.05
    assert rate_share(Plan(), 50, 1) == 1.0
