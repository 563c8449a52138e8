"""Options that do not fit the kind of study: refused in one sentence, never passed over."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from etude.errors import Mendable
from etude.records.moves import Explored
from etude.records.question import Question
from etude.studies.study import explore
from tests.data.series.made import wide

STEPS = pl.DataFrame({
    "day": [str(day) for day in np.datetime64("2021-01-01") + np.arange(99)],
    "sold": [round(float(value), 3) for value in np.sin(np.arange(99) * 0.9)],
    "price": [place % 11 for place in range(99)],
    "note": ["rain again", "sun at last", "clouds for a while"] * 33,
})  # fmt: skip
FORECAST: dict[str, Any] = {"targets": ("sold",), "forecast": 4}
ROWS: dict[str, Any] = {"targets": ("price",)}
SERIES: dict[str, Any] = {"targets": ("label",), "data_kind": "series"}


def explored(table: pl.DataFrame, **asked: Any) -> Explored:
    found = explore(Question(source="memory:x", **asked), source=table)
    assert isinstance(found, Explored)
    return found


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (FORECAST | {"text": ("note",)}, "leave --text note out"),
        (FORECAST | {"data_kind": "text"}, "leave --kind text out"),
        (FORECAST | {"data_kind": "table"}, "leave --kind table out"),
        (FORECAST | {"group": "note"}, "leave --group note out"),
        (FORECAST | {"order": "random"}, "leave --order random out"),
        (FORECAST | {"validation": "v.csv"}, "leave --validation out"),
        (FORECAST | {"cost_miss": 2.0, "cost_false_alarm": 1.0}, "only for two classes"),
        (FORECAST | {"metric": "accuracy"}, "none of a forecast"),
        (FORECAST | {"task": "classification"}, "leave --task classification out"),
        (FORECAST | {"known": ("nope",)}, 'no column "nope"'),
        (FORECAST | {"leave_out": ("nope",)}, 'no column "nope"'),
        (FORECAST | {"series_id": "nope"}, 'no column "nope" for --series-id'),
        (FORECAST | {"time": "nope"}, 'no column "nope" for --time'),
        (FORECAST | {"forecast": 500}, "forecast fewer"),
        (FORECAST | {"season": 5000}, "--season 5000 cannot be seen"),
        (FORECAST | {"targets": ("note",)}, r"\(or --forecast\) needs numbers"),
        (ROWS | {"season": 7}, "--season belongs to a forecast"),
        (ROWS | {"known": ("sold",)}, "--known belongs to a forecast"),
        (ROWS | {"metric": "mase"}, "mase"),
        (ROWS | {"targets": ("note",), "metric": "mase"}, "not a metric of classification"),
        (ROWS | {"data_kind": "table", "text": ("note",)}, "--kind table reads none"),
        (ROWS | {"data_kind": "table", "series_id": "note"}, "--kind table reads every row"),
        (ROWS | {"data_kind": "text", "series_id": "note"}, "--kind text reads every row"),
    ],
)
def test_what_would_have_no_effect_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(Mendable, match=said):
        explored(STEPS, **asked)


def test_series_read_no_text() -> None:
    with pytest.raises(Mendable, match="--kind series reads none"):
        explored(wide(), **SERIES, text=("t1",))


def test_without_a_target_the_kind_is_looked_at_too() -> None:
    with pytest.raises(Mendable, match="--kind table reads none"):
        explore(Question("memory:x", (), data_kind="table", text=("note",)), source=STEPS)


@pytest.mark.parametrize(
    "asked", [{"data_kind": "series"}, {"leave_out": ("day",)}, {"leave_out": ("price",)}]
)
def test_what_a_forecast_does_anyway_may_be_asked_for(asked: dict[str, Any]) -> None:
    found = explored(STEPS, **FORECAST, **asked)
    assert found.problem.data_kind == "forecast"
    assert not {column.name for column in found.schema.used()} & set(asked.get("leave_out", ()))
