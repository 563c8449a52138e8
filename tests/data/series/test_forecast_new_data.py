"""Forecasts of data that a study has not seen: what is not there is said, not made up."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from etude.data.preparation import learn_preparation
from etude.data.series.calendar import seconds_of
from etude.data.series.forecast import Understood
from etude.data.series.forecast_lags import LagModel
from etude.data.series.forecast_rows import forecast_rows
from etude.data.series.moments import write_moment
from etude.errors import BadColumn, UnreadableData
from etude.records.forecast import Forecast
from etude.records.plan import Plan

from .forecasts import acts, raw, stamps, studied, wave


def forecast_of(found: Understood) -> Forecast:
    assert found.problem.forecast is not None
    return found.problem.forecast


def ahead(found: Understood, frame: pl.DataFrame):
    return forecast_rows(frame, found.schema, forecast_of(found), ahead=True)


def panel(names: str = "ab", count: int = 200) -> pl.DataFrame:
    return pl.concat(
        [pl.DataFrame({"shop": one, "day": stamps(count), "value": wave(count)}) for one in names]
    )


def table(**columns) -> pl.DataFrame:
    return pl.DataFrame({"day": stamps(200), "value": wave(200)} | columns)


def test_rows_of_no_series_are_refused() -> None:
    _, found = studied(raw(**panel().to_dict(as_series=False)))
    nameless = panel().with_columns(shop=pl.lit(None, dtype=pl.String))
    with pytest.raises(UnreadableData, match="No row has a value of 'shop'"):
        ahead(found, nameless)


def test_cells_that_are_no_numbers_are_told() -> None:
    _, found = studied(raw(**table().to_dict(as_series=False)))
    written = [str(one) if place < 150 else "oops" for place, one in enumerate(wave(200))]
    _, _, notes = ahead(found, table(value=written))
    assert any("oops" in note.text and "50 cells" in note.text for note in notes)
    with pytest.raises(BadColumn, match='"value" held numbers'):
        ahead(found, table(value=["oops"] * 200))


def test_known_columns_that_tell_nothing_ahead_are_refused_and_few_are_named() -> None:
    offers = wave(200)
    _, found = studied(raw(**table(offer=offers).to_dict(as_series=False)), known=("offer",))
    with pytest.raises(BadColumn, match='"offer" is known in advance'):
        ahead(found, table(offer=offers))
    more = pl.DataFrame({"day": stamps(3, 200), "value": [None] * 3, "offer": [1.0, 2.0, 3.0]})
    _, _, notes = ahead(found, pl.concat([table(offer=offers), more], how="vertical_relaxed"))
    assert any("offer: 2 of 5 steps ahead" in note.text for note in notes)


def test_a_date_far_from_the_others_is_named() -> None:
    _, found = studied(raw(**table().to_dict(as_series=False)))
    with pytest.raises(UnreadableData, match="Row 200 lies"):
        ahead(found, table(day=[*stamps(199), "2999-01-01"]))


def test_only_series_that_are_there_and_too_short_are_named() -> None:
    _, found = studied(raw(**panel("abc").to_dict(as_series=False)))
    short = panel("b").head(2)
    _, names, notes = ahead(found, pl.concat([panel("a").tail(30), short]))
    assert names == ("a",)
    (note,) = (one for one in notes if one.act == "short-series")
    assert "b (2)" in note.text
    assert "c (" not in note.text
    assert f"needs {forecast_of(found).fewest} steps:" in note.text


def test_a_series_of_blanks_is_named_though_it_is_long_enough() -> None:
    thin = panel("b").with_columns(value=pl.when(pl.int_range(200) % 3 == 0).then(pl.col("value")))
    _, found = studied(raw(**pl.concat([panel("a"), thin]).to_dict(as_series=False)))
    assert "short-series" in acts(found.notes)


def test_an_input_that_looks_like_time_is_not_taken_for_it_later() -> None:
    """Rows without a time column are taken as they stand, whatever the new ones look like."""
    hours = np.random.default_rng(0).permutation(1300) % 24
    _, found = studied(raw(value=wave(1300), hour=hours.tolist()))
    assert forecast_of(found).time == ""
    typed, _, _ = ahead(found, pl.DataFrame({"value": wave(100), "hour": hours[:100]}))
    assert typed.series is not None
    assert typed.series.steps[:, 0].tolist() == wave(100)


def test_new_rows_without_time_are_forecast_by_the_model_that_learned_from_all() -> None:
    _, found = studied(raw(value=wave(900)))
    assert forecast_of(found).time == ""
    rows = np.arange(len(found.typed))
    plan = Plan(series_scaling="last", forecast_from="lags")
    base = learn_preparation(found.typed, rows, plan, problem=found.problem).base
    assert base is not None
    last: LagModel = base.lags[-1]
    new, _, _ = ahead(found, pl.DataFrame({"value": wave(300)}))
    own = np.arange(len(new))
    assert base.level(new, own)[0].tolist() == last.predict(new, own).tolist()
    assert base.lags[0].predict(new, own).tolist() != last.predict(new, own).tolist()


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([f"{year}-{month:02d}-15" for year in range(2010, 2020) for month in range(1, 13)],
         ["2020-01-15", "2020-02-15", "2020-03-15"]),
        (pl.date_range(date(2010, 1, 1), date(2019, 12, 1), "1mo", eager=True).dt.month_end(),
         ["2020-01-31", "2020-02-29", "2020-03-31"]),
        ([f"{y}-{m:02d}-01T00:00:00+02:00" for y in range(2010, 2020) for m in range(1, 13)],
         ["2020-01-01T00:00:00+02:00", "2020-02-01T00:00:00+02:00", "2020-03-01T00:00:00+02:00"]),
        ([f"{y}-{m:02d}-01T00:00:00+0{1 + (3 < m < 11)}:00"
          for y in range(2010, 2020) for m in range(1, 13)],
         [f"2020-0{month}-01T00:00:00+02:00" for month in (1, 2, 3)]),
        ([f"{y}-{m:02d}-28 12:30" for y in range(2010, 2020) for m in range(1, 13)],
         [f"2020-0{month}-28 12:30:00" for month in (1, 2, 3)]),
    ],
)  # fmt: skip
def test_months_ahead_are_written_as_the_source_writes_them(cells, told: list[str]) -> None:
    written = pl.Series("month", cells).cast(pl.String)
    frame = pl.DataFrame({"month": written, "value": wave(120, 12)})
    _, found = studied(raw(**frame.to_dict(as_series=False)), forecast=3)
    calendar = forecast_of(found).calendar
    typed, _, _ = ahead(found, frame)
    assert calendar.kind == "months"
    assert typed.origins is not None
    seconds = seconds_of(calendar, typed.origins.moments[0] + np.arange(3))
    assert [write_moment(one, calendar) for one in seconds.tolist()] == told
