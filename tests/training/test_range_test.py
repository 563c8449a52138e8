"""The range test: reads curves rightly, finds usable rates, and leaves no trace."""

import math

import numpy as np
import pytest

from etude.records.plan import Plan
from etude.training import train
from etude.training.range_test import found, range_test

from .made import CLASSES, runs, xor

RATES = [1e-7 * 10 ** (8 * step / 99) for step in range(100)]
PLAN = Plan(hidden=(16,), epochs=3)


def curve(falls_at: float, rises_at: float) -> list[float]:
    """1 at first, falling to 0.4 around one rate and rising steeply from another."""
    fall = [0.6 / (1 + (falls_at / rate) ** 2) for rate in RATES]
    rise = [3.0 * max(0.0, math.log10(rate / rises_at)) for rate in RATES]
    return [1.0 - down + up for down, up in zip(fall, rise, strict=True)]


def test_suggests_the_steepest_fall_a_decade_below_divergence() -> None:
    test = found(RATES, curve(1e-3, 1.0), 0.5)
    assert 3e-4 < test.suggested < 3e-3
    assert 1.0 < test.diverges_at < 3.0
    assert max(test.rates) < test.diverges_at
    assert len(test.rates) == len(test.losses)


def test_stays_a_decade_below_divergence() -> None:
    test = found(RATES, curve(1e-2, 1e-2), 0.5)
    assert test.suggested <= test.diverges_at / 10


def test_a_loss_that_never_falls_gives_the_plans_own_rate() -> None:
    test = found(RATES, [1.0] * 100, 0.005)
    assert (test.suggested, test.diverges_at) == (0.005, math.inf)


def test_ends_where_the_loss_is_not_finite() -> None:
    test = found(RATES, [*curve(1e-3, 1.0)[:60], math.nan], 0.5)
    assert len(test.losses) <= 60
    assert all(math.isfinite(loss) for loss in test.losses)


@pytest.mark.parametrize(("optimizer", "low", "high"), [("adam", 1e-3, 1e-1), ("sgd", 1e-2, 3.0)])
def test_finds_a_usable_rate(optimizer: str, low: float, high: float) -> None:
    run = runs(xor(2000, 0), xor(200, 1), [1])[0]
    test = range_test(PLAN.changed(optimizer=optimizer), CLASSES, run)
    assert low <= test.suggested <= high
    assert test.suggested < test.diverges_at


def test_training_is_the_same_to_the_bit_after_a_range_test() -> None:
    given = runs(xor(300, 0), xor(100, 1), [1])
    before = train(PLAN, CLASSES, given)[0]
    range_test(PLAN, CLASSES, given[0])
    after = train(PLAN, CLASSES, given)[0]
    assert before.run == after.run
    np.testing.assert_array_equal(before.stop_outputs, after.stop_outputs)
