"""What is chosen for a forecast, and from which steps: those that judge have no part in it."""

import numpy as np
import pytest

from etude.errors import BadOption
from etude.records.forecast import Forecast

from .forecasts import raw, stamps, studied, wave


def forecast(value: list[float], **options) -> Forecast:
    _, found = studied(raw(day=stamps(len(value)), value=value), **options)
    assert found.problem.forecast is not None
    return found.problem.forecast


def test_a_season_of_the_judging_steps_alone_is_not_seen() -> None:
    """The newest third of the development steps has a strong week, the others none."""
    noise = np.random.default_rng(0).normal(0, 0.1, 400)
    week = 3 * np.sin(2 * np.pi * np.arange(400) / 7) * (np.arange(400) >= 230)
    assert forecast((10 + noise + week).tolist()).season == 1
    assert forecast(wave(400)).season == 7


def test_growth_hides_no_season() -> None:
    growing = np.array(wave(200)) + 0.8 * np.arange(200)
    assert forecast(growing.tolist()).season == 7


def test_a_season_longer_than_the_steps_is_refused() -> None:
    assert forecast(wave(200), season=100).season == 100
    with pytest.raises(BadOption, match="--season 5000 cannot be seen"):
        forecast(wave(200), season=5000)
