"""The split of few forecasts: some learn, however long the horizon, or it is said at once."""

import numpy as np
import pytest

from etude.data.folds import FEWEST_LEARN_ROWS, decide_split, final, hold_out
from etude.data.sealing import SplitFacts
from etude.data.typed import Origins, TypedTable
from etude.errors import BadOption
from etude.records.forecast import Calendar, Forecast
from etude.records.problem import Problem

from .forecasts import raw, stamps, studied, wave

FACTS = SplitFacts("time", True, "day", True, 10, None, 1, "the newest steps are sealed")


def origins(count: int, horizon: int) -> tuple[TypedTable, Problem]:
    """Forecasts from so many steps, one after the other."""
    moments, none = np.arange(count), np.zeros((count, 0))
    typed = TypedTable(
        (),
        none,
        (),
        none.astype(np.int32),
        (),
        np.zeros((count, horizon)),
        moments,
        moments // horizon,
        origins=Origins(
            horizon,
            moments,
            moments + horizon,
            np.zeros(count, np.int64),
            np.zeros(count, np.int64),
            np.ones((count, 1)),
        ),
    )
    forecast = Forecast(horizon, 8, 4, 1, Calendar("counts", 1), scales=((1.0,),))
    return typed, Problem("forecast", "regression", ("y",), (), "mase", "", forecast=forecast)


@pytest.mark.parametrize(("steps", "ahead"), [(60, 12), (90, 16), (90, 20), (120, 24)])
def test_some_forecasts_are_left_to_learn_from(steps: int, ahead: int) -> None:
    table = raw(day=stamps(steps), value=wave(steps))
    sealing, found = studied(table, forecast=ahead)
    split = decide_split(found.typed, found.problem, sealing.facts)
    assert split.train >= FEWEST_LEARN_ROWS
    for fold in (hold_out(split, found.typed), final(split, found.typed, 0)):
        held = np.concatenate([fold.stop, fold.judge])
        assert len(fold.learn) >= FEWEST_LEARN_ROWS
        assert len(fold.stop)
        assert found.typed.origins is not None
        moments, ends = found.typed.origins.moments, found.typed.origins.ends
        assert ends[fold.learn].max() <= moments[held].min()


def test_where_none_could_learn_it_is_said_before_anything_is_trained() -> None:
    typed, problem = origins(30, 24)
    with pytest.raises(BadOption, match="Of 30 forecasts of 24 steps only 0"):
        decide_split(typed, problem, FACTS)
    typed, problem = origins(60, 24)
    split = decide_split(typed, problem, FACTS)
    assert split.train >= FEWEST_LEARN_ROWS
    assert split.train == len(hold_out(split, typed).learn)


def test_stretches_are_held_back_whole_where_enough_is_left() -> None:
    typed, problem = origins(600, 5)
    split = decide_split(typed, problem, FACTS)
    fold = hold_out(split, typed)
    assert fold.judge[0] % 5 == 0
    assert fold.stop[0] % 5 == 0
