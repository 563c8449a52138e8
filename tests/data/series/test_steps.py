"""Prepared series: filled, scaled and cut, the same whatever stands beside them."""

import numpy as np
import pytest

from etude.data.series.steps import StepPreparation, learn_steps, step_shape
from etude.data.typed import SeriesCells
from etude.records.plan import Plan
from tests.data.series.made import cells

NAN = np.nan
SCALINGS = ("channel", "instance", "last")


def plan(scaling: str = "channel", longest: int = 256) -> Plan:
    return Plan(series_scaling=scaling, longest=longest)


def prepared(series: SeriesCells, scaling: str, longest: int = 256) -> np.ndarray:
    everything = np.arange(len(series.lengths))
    return learn_steps(series, everything, plan(scaling, longest)).apply(series, everything)[0]


def test_channel_scaling_learns_from_the_learn_rows_alone() -> None:
    series = cells([1, 3], [5, 7], [1000, 2000])
    learned = learn_steps(series, np.array([0, 1]), plan())
    assert learned.center == pytest.approx([4.0])
    assert learned.spread == pytest.approx([np.std([1, 3, 5, 7])])
    values, lengths = learned.apply(series, np.array([0, 2]))
    assert values[0, :, 0] == pytest.approx((np.array([1, 3]) - 4) / np.std([1, 3, 5, 7]))
    assert values[1].max() == 20.0  # far away, but finite
    assert lengths.tolist() == [2, 2]


def test_instance_scaling_takes_level_and_height_out_of_each_series() -> None:
    values = prepared(cells([1, 2, 3], [100, 200, 300]), "instance")
    assert values[0] == pytest.approx(values[1])
    assert values[0].mean() == pytest.approx(0, abs=1e-6)
    assert values[0].std() == pytest.approx(1)


def test_last_scaling_measures_from_the_last_step() -> None:
    values = prepared(cells([1, 2, 6], [10, 20, 60]), "last")
    assert values[:, -1] == pytest.approx(0)
    assert values[0] == pytest.approx(values[1])
    assert values[0, 0, 0] == pytest.approx(-5 / np.std([1, 2, 6]))


def test_a_missing_step_takes_the_value_before_it_and_says_so() -> None:
    series = cells([NAN, 2, NAN, 6], [1, 2, 3, 4])
    learned = learn_steps(series, np.array([0, 1]), plan())
    values = learned.apply(series, np.array([0]))[0][0]
    back = values[:, 0] * learned.spread + learned.center
    assert back == pytest.approx([2.5, 2, 2, 6])  # the first: the median of 2, 6, 1, 2, 3, 4
    assert values[:, 1].tolist() == [1, 0, 1, 0]
    assert step_shape(series, plan()).width == 2
    assert step_shape(cells([1, 2], [3, 4]), plan()).width == 1


def test_a_first_missing_step_is_its_own_mean_where_each_series_has_its_own_scale() -> None:
    values = prepared(cells([NAN, 1e6, 3e6], [1, 2, 3]), "instance")
    assert values[0, :, 0] == pytest.approx([0, -1, 1])


def test_the_last_steps_are_kept_of_a_long_series() -> None:
    series = cells(list(range(10)), [1, 2])
    learned = learn_steps(series, np.array([0, 1]), plan(longest=4))
    values, lengths = learned.apply(series, np.array([0, 1]))
    assert values.shape == (2, 4, 1)
    assert lengths.tolist() == [4, 2]
    assert values[0, :, 0] * learned.spread + learned.center == pytest.approx([6, 7, 8, 9])
    assert (values[1, 2:] == 0).all()
    assert step_shape(series, plan(longest=4)).steps == 4


def test_a_longer_series_than_any_before_is_cut_to_what_the_network_knows() -> None:
    learned = learn_steps(cells([1, 2, 3], [4, 5, 6]), np.array([0, 1]), plan())
    assert learned.apply(cells([1, 2, 3, 4, 5]), np.array([0]))[0].shape == (1, 3, 1)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_a_series_is_prepared_the_same_beside_any_other(scaling: str) -> None:
    series = cells([1, NAN, 4, 9], [3], [5, 6, 7, 8, 9, 1, 2])
    learned = learn_steps(series, np.array([0, 2]), plan(scaling))
    together = learned.apply(series, np.arange(3))[0]
    for row in range(3):
        alone, lengths = learned.apply(series, np.array([row]))
        assert np.array_equal(together[row, : lengths[0]], alone[0])


@pytest.mark.parametrize("scaling", SCALINGS)
def test_odd_series_give_finite_numbers(scaling: str) -> None:
    values = prepared(
        cells(
            [1e300, -1e300, 0, 7, 1e-300, 2],
            [NAN, NAN, NAN, 7, 1e-320, 3],
            [np.inf, 1, 1, 7, 0, 4],
            [],
            channels=3,
        ),
        scaling,
    )
    assert np.isfinite(values).all()
    assert np.abs(values).max() <= 20


@pytest.mark.parametrize("scaling", SCALINGS)
def test_a_constant_channel_says_nothing(scaling: str) -> None:
    assert np.abs(prepared(cells([0.1] * 7, [0.1] * 5), scaling)).max() < 1e-6


def test_windows_of_one_series_share_their_steps() -> None:
    steps = np.arange(10.0)[:, None]
    windows = SeriesCells(("x",), steps, np.array([0, 2, 4]), np.array([6, 6, 6]))
    learned = learn_steps(windows, np.array([0, 1]), plan())
    assert learned.center == pytest.approx([3.5])  # of the steps 0 to 7, each counted once
    values = learned.apply(windows, np.array([2]))[0][0, :, 0]
    assert values * learned.spread + learned.center == pytest.approx(np.arange(4.0, 10.0))


@pytest.mark.parametrize("scaling", SCALINGS)
def test_scales_bring_a_prepared_series_back(scaling: str) -> None:
    series = cells([1, 5, 2, 8], [300, 100, 200, 400], channels=2)
    learned = learn_steps(series, np.array([0, 1]), plan(scaling))
    center, spread = learned.scales(series, np.arange(2))
    values = learned.apply(series, np.arange(2))[0]
    back = values * spread[:, None] + center[:, None]
    assert back == pytest.approx(series.steps.reshape(2, 2, 2), rel=1e-5)


def test_it_is_saved_and_read_bit_by_bit() -> None:
    series = cells([1, NAN, 3], [4, 5, 9])
    learned = learn_steps(series, np.array([0, 1]), plan("instance", 2))
    again = StepPreparation.from_arrays(learned.to_arrays(), learned.metadata())
    first, second = (one.apply(series, np.arange(2))[0] for one in (learned, again))
    assert np.array_equal(first, second)
