"""Linear on lags: ridge regression from the steps before to each step ahead, target by target."""

from dataclasses import dataclass

from etude.data.series.forecast_lags import LagModel, learn_lags
from etude.data.typed import TypedTable
from etude.records.problem import Problem
from etude.training.yardsticks.model import Integers, Numbers, Yardstick

NAME = "linear_on_lags"


def fit(typed: TypedTable, rows: Integers, problem: Problem, seed: int = 0) -> Yardstick:
    """Fitted on the newest of these rows."""
    assert problem.forecast is not None
    return Yardstick(NAME, problem, _Lags(learn_lags(typed, rows, problem.forecast.window)[-1]))


@dataclass(frozen=True)
class _Lags:
    lags: LagModel

    def outputs(self, typed: TypedTable, rows: Integers) -> Numbers:
        return self.lags.predict(typed, rows)
