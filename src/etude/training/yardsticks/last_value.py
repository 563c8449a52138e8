"""Last value: every step ahead is what was measured last."""

from dataclasses import dataclass

import numpy as np

from etude.data.series.forecast_past import last_values
from etude.data.typed import TypedTable
from etude.records.problem import Problem
from etude.training.yardsticks.model import Integers, Numbers, Yardstick

NAME = "last_value"


def fit(typed: TypedTable, rows: Integers, problem: Problem, seed: int = 0) -> Yardstick:
    """Nothing is learned but the middle of each target, where a window holds no value at all."""
    middle: Numbers = np.median(typed.truth[rows], axis=0)
    return Yardstick(NAME, problem, _LastValue(middle))


@dataclass(frozen=True)
class _LastValue:
    """``middle`` float64 [outputs]: the answer where nothing was measured."""

    middle: Numbers

    def outputs(self, typed: TypedTable, rows: Integers) -> Numbers:
        found = last_values(typed, rows)
        return np.where(np.isnan(found), self.middle, found)
