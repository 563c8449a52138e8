"""Series of any length at evenly spaced places."""

import numpy as np
import pytest

from etude.data.series.resampling import points_for, resampled
from etude.data.series.steps import learn_steps
from etude.records.plan import Plan
from tests.data.series.made import cells


def test_straight_lines_between_the_steps() -> None:
    series = cells([0, 4], [0, 1, 2, 3, 4], [2], [])
    learned = learn_steps(series, np.array([1]), Plan())
    found = resampled(learned, series, np.arange(4), 5) * learned.spread + learned.center
    assert found[0] == pytest.approx([0, 1, 2, 3, 4], abs=1e-6)
    assert found[1] == pytest.approx([0, 1, 2, 3, 4], abs=1e-6)
    assert found[2] == pytest.approx([2] * 5, abs=1e-6)
    assert np.isfinite(found).all()


def test_channels_stay_apart() -> None:
    series = cells([0, 10, 4, 30], [0, 10, 4, 30], channels=2)
    learned = learn_steps(series, np.array([0]), Plan())
    found = resampled(learned, series, np.array([0]), 3).reshape(3, 2)
    assert found * learned.spread + learned.center == pytest.approx(
        np.array([[0, 10], [2, 20], [4, 30]]), abs=1e-5
    )


def test_the_usual_length() -> None:
    series = cells([1] * 3, [1] * 5, [1] * 9, [1] * 5000)
    assert points_for(series, np.arange(3)) == 5
    assert points_for(series, np.array([3])) == 256
    assert points_for(series, np.array([], dtype=int)) == 1
