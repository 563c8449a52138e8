import math

import numpy as np
import pytest

from etude.measuring.comparison import (
    compare,
    compare_groups,
    draw_groups,
    ensemble_outputs,
    group_losses,
)
from etude.measuring.evidence import gain_bounds, p_value, smallest_gain

ALPHA = 0.05


def differences(generator, units, seed=0.05, interaction=0.5, repeats=10):
    """A change that does nothing: heavy-tailed rows, seeds that matter, and both together."""
    rows = generator.standard_t(3, size=units) * 0.5
    seeds = generator.normal(size=(repeats, 1)) * seed
    return rows + seeds + generator.normal(size=(repeats, units)) * interaction


def test_the_formula_by_hand():
    difference = np.array([[1.0, 3.0], [2.0, 8.0]])
    found = compare(difference + 1, np.ones((2, 2)))
    assert found.effect == 3.5
    assert found.row_variance == pytest.approx(16 / 2 / 2)  # means 1.5 and 5.5
    assert found.seed_variance == pytest.approx(4.5 / 2)  # means 2 and 5
    assert found.interaction_variance == pytest.approx(4 / 4)  # four times 1, one degree, RU = 4
    assert found.variance == pytest.approx(4 + 2.25 - 1)
    assert found.degrees_of_freedom == pytest.approx(5.25**2 / (4**2 + 2.25**2))
    assert found.incumbent_loss == 4.5
    assert found.relative_gain == pytest.approx(3.5 / 4.5)
    assert (found.repeats, found.units) == (2, 2)


def test_one_repeat_is_a_paired_t_test_over_rows():
    generator = np.random.default_rng(0)
    difference = generator.normal(size=(1, 50))
    found = compare(difference, np.zeros((1, 50)))
    assert found.variance == pytest.approx(difference.var(ddof=1) / 50)
    assert found.degrees_of_freedom == pytest.approx(49)
    assert found.seed_variance == 0


def test_equal_plans_show_nothing():
    losses = np.random.default_rng(0).random((3, 20))
    found = compare(losses, losses)
    assert (found.effect, found.variance, p_value(found)) == (0.0, 0.0, 1.0)
    assert gain_bounds(found) == (0.0, 0.0)


def test_losses_must_be_paired():
    with pytest.raises(ValueError, match=r"\[R, U\]"):
        compare(np.zeros((2, 3)), np.zeros((3, 3)))
    with pytest.raises(ValueError, match="2 units"):
        compare(np.zeros((2, 1)), np.zeros((2, 1)))


@pytest.mark.parametrize(("units", "tries"), [(300, 2000), (2000, 300)])
def test_a_change_that_does_nothing_is_rarely_accepted(units, tries):
    generator = np.random.default_rng(units)
    accepted, by_rows_alone = 0, 0
    for _ in range(tries):
        difference = differences(generator, units, seed=1.3 / math.sqrt(units))
        accepted += p_value(compare(difference, np.zeros_like(difference))) < ALPHA
        mean = difference.mean(axis=0)
        by_rows_alone += mean.mean() / (mean.std(ddof=1) / math.sqrt(units)) > 1.645
    assert accepted / tries <= 0.06
    assert by_rows_alone / tries > 0.06


def test_a_gain_as_large_as_promised_is_shown_eight_times_of_ten():
    generator = np.random.default_rng(0)
    shown = 0
    for _ in range(300):
        difference = differences(generator, 300)
        found = compare(difference + 2, np.full_like(difference, 2.0))
        effect = smallest_gain(found, ALPHA) * found.incumbent_loss
        shown += p_value(compare(difference + effect, np.zeros_like(difference))) < ALPHA
    assert 0.73 <= shown / 300 <= 0.87


def test_the_interval_of_the_gain_and_its_p_value_agree():
    difference = differences(np.random.default_rng(0), 100)
    found = compare(difference + 5, np.full_like(difference, 5.0))
    low, high = gain_bounds(found, confidence=0.9)
    assert p_value(found, margin=low * found.incumbent_loss) == pytest.approx(0.05)
    assert p_value(found, margin=high * found.incumbent_loss) == pytest.approx(0.95)


# --- groups ----------------------------------------------------------------------------------


def test_groups_average_their_members():
    outputs = np.arange(24.0).reshape(4, 3, 2)
    groups = np.array([[0, 1], [2, 3]])
    assert (ensemble_outputs(outputs, groups)[1] == outputs[2:].mean(axis=0)).all()
    assert (group_losses(outputs[:, :, 0], groups)[0] == outputs[:2, :, 0].mean(axis=0)).all()


def test_groups_are_drawn_without_return_and_always_alike():
    groups = draw_groups(10, 4)
    assert all(len(set(group)) == 4 for group in groups)
    assert (groups == draw_groups(10, 4)).all()


def test_groups_of_averages_know_no_more_of_the_seeds_than_the_runs_do():
    generator = np.random.default_rng(0)
    singles, grouped = [], []
    for _ in range(200):
        difference = differences(generator, 50, seed=1.0)
        groups = draw_groups(10, 5)
        zero = np.zeros_like(difference)
        singles.append(compare(difference, zero).seed_variance)
        together = group_losses(difference, groups)
        grouped.append(compare_groups(together, np.zeros_like(together), 10, 5).seed_variance)
    assert np.mean(grouped) == pytest.approx(np.mean(singles), rel=0.1)


def test_a_group_of_all_runs_cannot_vary():
    with pytest.raises(ValueError, match="below the 10 runs"):
        compare_groups(np.zeros((5, 9)), np.zeros((5, 9)), 10, 10)
