"""Intervals of losses and of losses saved: never absurd, and they hold the truth."""

import math

import numpy as np
import pytest

from etude.measuring.interval import exam_interval
from etude.measuring.ratio import ratio_interval
from etude.measuring.saved_share import saved_share, share_of_losses
from tests.measuring.made import classes, numbers, predicted
from tests.measuring.worlds import (
    PAIRS,
    WORLDS,
    PairWorld,
    World,
    exams,
    pair_exams,
    true_score,
    true_share,
)

ROWS_FOR_TRUTH = 400_000
EXAMS = 150
# 95 % in truth would leave 150 tries at 0.9 or below once in 100; these worlds are known to miss.
KNOWN_TO_MISS = {"rmse, t, 3 degrees of freedom": 0.75, "r2, t, 3 degrees of freedom": 0.75}


def least(name: str) -> float:
    return next((floor for known, floor in KNOWN_TO_MISS.items() if name.startswith(known)), 0.88)


@pytest.mark.parametrize("rows", [45, 200])
@pytest.mark.parametrize("world", WORLDS, ids=[world.name for world in WORLDS])
def test_the_interval_holds_the_true_score(world: World, rows: int) -> None:
    true = true_score(world, ROWS_FOR_TRUTH)
    held = [made.low <= true <= made.high for _, made in exams(world, rows, EXAMS)]
    assert np.mean(held) >= least(world.name)


@pytest.mark.parametrize("rows", [45, 200])
@pytest.mark.parametrize("world", PAIRS, ids=[world.name for world in PAIRS])
def test_the_interval_holds_the_true_share(world: PairWorld, rows: int) -> None:
    true = true_share(world, ROWS_FOR_TRUTH)
    made = [one for one in pair_exams(world, rows, EXAMS) if not math.isnan(one.share)]
    assert np.mean([one.low <= true <= one.high for one in made]) >= least(world.name)
    assert all(one.low <= one.share <= one.high <= 1 for one in made)


# --- never absurd ----------------------------------------------------------------------------


def surprised(losses: np.ndarray) -> np.ndarray:
    """Probabilities of two classes whose first one is true and has these losses."""
    given = np.exp(-losses)
    return np.column_stack([given, 1 - given])


def test_four_rows_that_carry_the_loss_leave_a_usable_interval() -> None:
    # Penguins: 85 test rows, log loss 0.033; the bootstrap-t on the log said 0.006 to 3,459.
    losses = np.full(85, 0.0017)
    losses[:4] = 1.5, 0.6, 0.4, 0.15
    truth = np.zeros(85, dtype=np.int64)
    made = exam_interval(classes(2, "log_loss"), truth, surprised(losses), np.arange(85))
    assert 0.004 < made.low < 0.02
    assert 0.06 < made.high < 0.2
    assert "4 of the 85 units (rows or groups) carry 95 % of the loss" in made.remark


@pytest.mark.parametrize(("events", "exact"), [(4, 10.24), (25, 36.90), (100, 121.63)])
def test_equal_rare_losses_have_nearly_the_exact_poisson_end(events: int, exact: float) -> None:
    # Garwood's ends; ours are wider by Student's t, for a variance that is not known.
    losses = np.repeat([1.0, 0.0], [events, 100_000 - events])
    _, high = ratio_interval(losses, np.ones(100_000))
    assert exact <= 100_000 * high < exact * (1 + 0.5 / events)


@pytest.mark.parametrize("rows", [2, 3, 10, 1000])
@pytest.mark.parametrize("boldest", [0.7, 16.1])
def test_no_end_is_absurdly_far(rows: int, boldest: float) -> None:
    losses = np.full(rows, 1e-9)
    losses[0] = boldest
    low, high = ratio_interval(losses, np.ones(rows), (math.log(4), 0))
    assert 0 < low < losses.mean() < high < 11.4 * (3 * losses.mean())


def test_a_faultless_classifier_may_still_be_mistaken_about_other_rows() -> None:
    truth = np.zeros(100, dtype=np.int64)
    made = exam_interval(classes(2, "log_loss"), truth, surprised(np.zeros(100)), np.arange(100))
    assert made.low == 0
    assert made.high == pytest.approx(3.69 * math.log(4) / 100, rel=0.05)  # the rule of three


def test_units_below_zero_leave_an_interval_too() -> None:
    # Pseudo-values of a metric that is no mean may be: their sum is small beside their spread.
    values = np.array([5.0, -4.9, 4.0, -4.0, 0.1])
    low, high = ratio_interval(values, np.ones(5))
    assert low < values.mean() < high < math.inf


def test_the_ratio_turned_over_has_the_interval_turned_over() -> None:
    above, below = np.random.default_rng(0).exponential(size=(2, 50))
    low, high = ratio_interval(above, below, (0.3, 0.2))
    assert ratio_interval(below, above, (0.2, 0.3)) == pytest.approx((1 / high, 1 / low))


@pytest.mark.parametrize("unit", [1e-200, 1e150])
def test_the_unit_of_the_losses_does_not_matter(unit: float) -> None:
    losses = np.random.default_rng(0).exponential(size=50)
    expected = ratio_interval(losses, np.ones(50))
    found = ratio_interval(losses * unit, np.ones(50))
    assert [end / unit for end in found] == pytest.approx(expected)


def test_units_that_agree_leave_no_doubt_and_one_unit_tells_nothing() -> None:
    assert ratio_interval(np.full(9, 2.0), np.ones(9)) == pytest.approx((2.0, 2.0))
    made = exam_interval(numbers(), np.arange(9.0), np.zeros((9, 1)), np.zeros(9, dtype=np.int64))
    assert math.isnan(made.low)
    assert "one group" in made.remark


# --- the share saved -------------------------------------------------------------------------


def test_the_share_saved_by_hand() -> None:
    saved = share_of_losses(np.array([1.0, 1.0, 2.0, 0.0]), np.array([2.0, 3.0, 2.0, 1.0]))
    assert saved.share == 0.5
    assert saved.low < 0.5 < saved.high < 1


def test_a_faultless_model_is_not_called_certain() -> None:
    truth = np.zeros(100, dtype=np.int64)
    wrong = np.where(np.arange(100) < 10, 0.9, 0.1)
    for metric in ("accuracy", "log_loss"):
        problem = classes(2, metric)
        perfect, bad = surprised(np.zeros(100)), np.column_stack([1 - wrong, wrong])
        saved = saved_share(problem, truth, perfect, bad, np.arange(100), 1.0)
        assert (saved.share, saved.high) == (1, 1)
        assert 0.3 < saved.low < 0.95, metric


def test_the_same_predictions_save_nothing() -> None:
    truth, outputs = predicted(np.random.default_rng(0), 80, (0.7, 0.3))
    for metric in ("log_loss", "accuracy", "roc_auc"):
        saved = saved_share(classes(2, metric), truth, outputs, outputs, np.arange(80), 1.0)
        assert saved.share == 0
        assert saved.low <= 0 <= saved.high


def test_the_threshold_is_the_models() -> None:
    truth = np.repeat([0, 1], [50, 10])
    yes = np.where(truth, 0.4, 0.1)
    outputs = np.column_stack([1 - yes, yes])
    both = classes(2, "balanced_accuracy"), truth, outputs, outputs, np.arange(60), 1.0
    assert saved_share(*both, threshold=0.3).share == 1


def test_a_yardstick_without_loss_leaves_nothing_to_save() -> None:
    assert math.isnan(share_of_losses(np.ones(5), np.zeros(5)).low)
    assert math.isnan(share_of_losses(np.full(5, np.nan), np.ones(5)).share)
    assert math.isnan(share_of_losses(np.ones(1), np.ones(1)).high)
