"""Seasonal naive: every step ahead is what was measured a season before it."""

from dataclasses import dataclass

import numpy as np

from etude.data.series.forecast_past import last_values, season_before
from etude.data.typed import TypedTable
from etude.records.problem import Problem
from etude.training.yardsticks.model import Integers, Numbers, Yardstick

NAME = "seasonal_naive"


def fit(typed: TypedTable, rows: Integers, problem: Problem, seed: int = 0) -> Yardstick:
    """Nothing is learned; where a season before nothing was measured, the last value stands.

    Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, simple methods.
    """
    assert problem.forecast is not None
    middle: Numbers = np.median(typed.truth[rows], axis=0)
    return Yardstick(NAME, problem, _SeasonBefore(problem.forecast.season, middle))


@dataclass(frozen=True)
class _SeasonBefore:
    """season: in steps. middle: float64 [outputs], the answer where nothing was measured."""

    season: int
    middle: Numbers

    def outputs(self, typed: TypedTable, rows: Integers) -> Numbers:
        found = season_before(typed, rows, self.season)
        found = np.where(np.isnan(found), last_values(typed, rows), found)
        return np.where(np.isnan(found), self.middle, found)
