"""Bands of a forecast: they hold what they promise where errors stay as they were."""

import numpy as np
import pytest

from etude.measuring.bands import band_of, band_offsets, check_band, pinball


def errors(count: int, seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return generator.normal(0, [1.0, 3.0], (count, 2))


def test_a_band_holds_eight_of_ten_and_widens_with_the_distance() -> None:
    scale = np.ones((400, 2))
    offsets = band_offsets(errors(400, 0), np.zeros((400, 2)), scale)
    found = check_band(errors(400, 1), np.zeros((400, 2)), offsets, scale, horizon=2)
    assert found.coverage == pytest.approx(0.8, abs=0.05)
    assert found.steps == pytest.approx((0.8, 0.8), abs=0.07)
    low, high = band_of(np.zeros((1, 2)), offsets, np.ones((1, 2)))
    assert (high - low)[0, 1] > 2 * (high - low)[0, 0]


def test_a_band_that_fails_is_said_to_be_too_narrow() -> None:
    scale = np.ones((400, 2))
    offsets = band_offsets(errors(400, 0), np.zeros((400, 2)), scale)
    found = check_band(5 * errors(400, 1), np.zeros((400, 2)), offsets, scale, horizon=2)
    assert "too narrow" in found.sentence


def test_a_band_is_measured_in_the_scale_of_each_row() -> None:
    offsets = np.array([[-1.0], [2.0]])
    low, high = band_of(np.array([[10.0], [10.0]]), offsets, np.array([[1.0], [5.0]]))
    assert low.tolist() == [[9.0], [5.0]]
    assert high.tolist() == [[12.0], [20.0]]


def test_few_rows_give_the_widest_errors_seen() -> None:
    truth = np.arange(5.0)[:, None]
    offsets = band_offsets(truth, np.zeros((5, 1)), np.ones((5, 1)))
    assert offsets[1, 0] == 4.0


def test_pinball_by_hand() -> None:
    one = np.ones((1, 1))
    # 2 below a lower end of 0: 0.9 x 2; and 6 below an upper end of 4: 0.1 x 6.
    assert pinball(-2 * one, 0 * one, 4 * one, one) == pytest.approx((1.8 + 0.6) / 2)
