"""What the method makes of a forecast: no bent targets, and no curves held against other units."""

import math
from dataclasses import replace

import pytest

from etude.errors import BadOption
from etude.method.facts import facts_of
from etude.method.investigation import prepare
from etude.records.column import Column, Schema
from etude.records.forecast import Calendar, Forecast
from etude.records.moves import Explore, Explored, Noted, Train
from etude.records.problem import Problem
from etude.records.shape import Head, InputShape, NetworkShape
from etude.records.survey import LengthFacts, NumberFacts, TargetFacts

from .explored import explored_of
from .scripted import QUESTION, ScriptedBench, World, flat, play

FORECAST = Forecast(4, 24, 8, 12, Calendar("months", 1), scales=((1.0,),), base="level")
SKEWED = NumberFacts(0.0, 1.0, 2.0, 3.0, 99.0, 5.0, 9.0, 4.0, 0, 0.4, (0.0, 99.0), (9,))


def explored() -> Explored:
    """A forecast of a target that is never below 0 and has a long tail."""
    made = explored_of("hold-out")
    target = TargetFacts("y", (), None, SKEWED, "a long tail")
    return replace(
        made,
        problem=Problem("forecast", "regression", ("y",), (), "mase", "", forecast=FORECAST),
        schema=Schema((), (Column("y", "number", True),)),
        survey=replace(
            made.survey, targets=(target,), lengths=LengthFacts("series", 24.0, 24.0, 24, 1)
        ),
        shape=NetworkShape(
            (InputShape("series", "series", 1, steps=24),), (Head("target", "numbers", 4),)
        ),
    )


class ForecastingBench(ScriptedBench):
    def _explore(self, move: Explore) -> Explored:
        return explored()


def test_the_skew_of_a_forecast_bends_nothing() -> None:
    assert facts_of(explored(), None).target_skew == 0.0
    number = Problem("table", "regression", ("y",), (), "rmse", "")
    assert facts_of(replace(explored(), problem=number), None).target_skew == SKEWED.skew


def test_which_targets_lie_above_their_mean_is_known_of_numbers_alone() -> None:
    number = Problem("table", "regression", ("y",), (), "rmse", "")
    known = facts_of(replace(explored(), problem=number), None)
    assert known.target_positive_share == SKEWED.above_mean
    assert math.isnan(facts_of(explored(), None).target_positive_share)
    assert math.isnan(facts_of(explored_of("hold-out"), None).target_positive_share)


def test_a_plan_that_bends_a_forecast_is_refused() -> None:
    road = prepare(replace(QUESTION, plan=(("target_scaling", "log"),)), explored())
    next(road)
    with pytest.raises(BadOption, match="target_scaling log is not for forecasts"):
        road.send((Noted(),))


def test_another_start_is_held_against_no_curve_of_this_one() -> None:
    moves = play(ForecastingBench(World(flat(0.5), flat(0.48)))).moves(Train)
    screened = [one for one in moves if one.stage == "screen" and one.change is not None]
    starts = [one for one in screened if "forecast_from" in dict(one.change.settings)]
    assert starts
    assert not any(one.reference for one in starts)
    assert any(one.reference for one in screened)
