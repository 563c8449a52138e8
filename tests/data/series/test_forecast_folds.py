"""Few steps: what judges lies in two stretches at least, or the study is refused at once."""

import numpy as np
import polars as pl
import pytest

from etude.data.folds import decide_split, hold_out
from etude.data.series.forecast import understand_forecast
from etude.data.series.forecast_sealing import seal_steps
from etude.errors import Mendable
from etude.records.question import Question
from tests.data.series.made import raw

FEWEST = 4  # that learn


def held_out(steps: int, horizon: int) -> tuple[int, int]:
    """Forecasts to learn from, and clusters to judge by."""
    days = np.datetime64("2023-01-01") + np.arange(steps)
    values = 3 * np.sin(np.arange(steps) * 2 * np.pi / 7) + 0.1 * (np.arange(steps) % 5)
    table = pl.DataFrame({"day": [str(day) for day in days], "sold": values})
    question = Question("made", ("sold",), forecast=horizon)
    sealing = seal_steps(raw(table), question)
    found = understand_forecast(sealing.development, question, time="day")
    fold = hold_out(decide_split(found.typed, found.problem, sealing.facts), found.typed)
    return len(fold.learn), len(np.unique(found.typed.clusters[fold.judge]))


@pytest.mark.parametrize(
    ("steps", "horizon"),
    [(24, 3), (41, 7), (56, 12), (60, 12), (70, 12), (100, 12), (104, 14), (150, 24)],
)
def test_two_stretches_judge_however_few_steps_there_are(steps: int, horizon: int) -> None:
    learn, judged = held_out(steps, horizon)
    assert learn >= FEWEST
    assert judged >= 2


@pytest.mark.parametrize(("steps", "horizon"), [(14, 1), (15, 2), (50, 12), (60, 14)])
def test_where_nothing_is_left_to_learn_from_it_is_said(steps: int, horizon: int) -> None:
    with pytest.raises(Mendable, match="forecast fewer"):
        held_out(steps, horizon)
