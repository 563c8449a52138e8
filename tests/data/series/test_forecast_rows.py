"""From time steps to windows: steps ahead are never seen, absent ones never count as truth."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from etude.data.folds import decide_split, final, hold_out
from etude.data.preparation import learn_preparation
from etude.data.series.forecast_past import last_values, season_before
from etude.data.series.forecast_rows import exam_rows, forecast_rows
from etude.data.spellings import ROW
from etude.errors import BadColumn, BadOption, UnreadableData
from etude.records.plan import Plan

from .forecasts import acts, raw, stamps, studied, wave


def test_the_newest_steps_are_sealed() -> None:
    sealing, _ = studied(raw(day=stamps(200), value=wave(200)))
    assert sealing.development["day"].max() < sealing.test["day"].min()  # type: ignore[operator]
    assert sealing.test.height == 50


def test_disorder_is_mended_before_sealing() -> None:
    order = np.random.default_rng(0).permutation(200)
    days, values = np.array(stamps(200))[order], np.array(wave(200))[order]
    sealing, found = studied(raw(day=days.tolist(), value=values.tolist()))
    straight, expected = studied(raw(day=stamps(200), value=wave(200)))
    assert "disorder" in acts(sealing.notes)
    assert sealing.test["day"].to_list() == straight.test["day"].to_list()
    assert np.array_equal(found.typed.truth, expected.typed.truth)


def test_a_window_ends_where_its_forecast_begins() -> None:
    values = wave(200)
    _, found = studied(raw(day=stamps(200), value=values))
    typed, series = found.typed, found.typed.series
    assert series is not None
    for row in (0, 40, len(typed) - 1):
        end = int(series.starts[row] + series.lengths[row])
        assert typed.truth[row].tolist() == values[end : end + 5]
        assert typed.units[row] == end


def test_the_season_is_found_and_a_window_holds_whole_ones() -> None:
    _, found = studied(raw(day=stamps(200), value=wave(200)))
    forecast = found.problem.forecast
    assert forecast is not None
    assert forecast.season == 7
    assert forecast.window % 7 == 0


def test_noise_has_no_season() -> None:
    noise = np.random.default_rng(3).normal(size=200).tolist()
    _, found = studied(raw(day=stamps(200), value=noise))
    assert found.problem.forecast is not None
    assert found.problem.forecast.season == 1


def test_a_gap_never_counts_as_truth() -> None:
    days, values = stamps(200), wave(200)
    del days[60:70], values[60:70]
    _, found = studied(raw(day=days, value=values))
    series = found.typed.series
    assert series is not None
    ends = series.starts + series.lengths
    assert "gaps" in acts(found.notes)
    assert not np.isnan(found.typed.truth).any()
    assert not ((ends > 55) & (ends < 70)).any()
    assert {55, 70} <= set(ends.tolist())


def test_rows_of_one_moment_are_averaged() -> None:
    days, values = stamps(200), wave(200)
    days.append(days[20])
    values.append(values[20] + 2.0)
    _, found = studied(raw(day=days, value=values))
    series = found.typed.series
    assert series is not None
    assert "duplicate-steps" in acts(found.notes)
    assert series.steps[20, 0] == pytest.approx(values[20] + 1.0)


def test_words_among_the_values_are_missing_steps() -> None:
    values = [str(one) for one in wave(200)]
    values[30] = "sensor error"
    _, found = studied(raw(day=stamps(200), value=values))
    series = found.typed.series
    assert series is not None
    assert math.isnan(series.steps[30, 0])
    assert "missing-steps" in acts(found.notes)


def test_learn_rows_do_not_reach_into_those_that_judge() -> None:
    sealing, found = studied(raw(day=stamps(400), value=wave(400)))
    split = decide_split(found.typed, found.problem, sealing.facts)
    series = found.typed.series
    assert series is not None
    ends = series.starts + series.lengths
    for fold in (hold_out(split, found.typed), final(split, found.typed, 0)):
        held = np.concatenate([fold.stop, fold.judge])
        assert len(fold.learn)
        assert ends[fold.learn].max() + 5 <= ends[held].min()


def test_the_exam_looks_back_but_asks_only_for_sealed_steps() -> None:
    values = wave(200)
    sealing, found = studied(raw(day=stamps(200), value=values))
    assert found.problem.forecast is not None
    typed = exam_rows(sealing.development, sealing.test, found.schema, found.problem.forecast)
    assert len(typed) == sealing.test.height - 5 + 1
    assert typed.truth[0].tolist() == values[150:155]
    assert typed.units[0] == 150
    assert typed.series is not None
    assert typed.series.starts[0] < 150


def test_series_of_a_panel_are_told_apart_and_short_ones_named() -> None:
    days = stamps(200) * 2 + stamps(4)
    values = wave(200) + [100 + one for one in wave(200)] + [1.0, 2.0, 3.0, 4.0]
    shops = ["a"] * 200 + ["b"] * 200 + ["c"] * 4
    sealing, found = studied(raw(day=days, value=values, shop=shops))
    assert sealing.facts.series_column == "shop"
    assert "short-series" in acts(found.notes)
    assert found.typed.category_names == ("shop",)
    assert found.typed.origins is not None
    assert set(found.typed.origins.codes.tolist()) == {0, 1}
    before = season_before(found.typed, np.arange(len(found.typed)), 7)
    known = ~np.isnan(before)
    assert np.abs(before - found.typed.truth)[known].max() < 5  # never of the other shop


def test_the_steps_after_the_end_are_told_with_what_is_known_of_them() -> None:
    offers = [float(place % 10) for place in range(200)]
    table = raw(day=stamps(200), value=wave(200), offer=offers)
    _, found = studied(table, known=("offer",))
    forecast = found.problem.forecast
    assert forecast is not None
    more = pl.DataFrame(
        {"day": stamps(5, 200), "value": [None] * 5, "offer": [9.0, 8.0, 7.0, 6.0, 5.0]},
        schema=table.frame.schema,
    )
    typed, names, _ = forecast_rows(
        pl.concat([table.frame, more]), found.schema, forecast, ahead=True
    )
    assert names == ("",)
    told = dict(zip(typed.number_names, typed.numbers[0].tolist(), strict=True))
    assert [told[f"offer (+{ahead})"] for ahead in range(1, 6)] == [9.0, 8.0, 7.0, 6.0, 5.0]
    assert last_values(typed, np.array([0]))[0].tolist() == [wave(200)[-1]] * 5


def test_a_column_not_known_ahead_is_seen_of_the_past_only() -> None:
    table = raw(day=stamps(200), value=wave(200), sales=wave(200))
    _, found = studied(table)
    assert found.typed.series is not None
    assert found.typed.series.channels == ("value", "sales")
    assert not any(name.startswith("sales") for name in found.typed.number_names)


def test_a_forecast_is_brought_back_from_the_level_of_its_window() -> None:
    _, found = studied(raw(day=stamps(200), value=wave(200)))
    rows = np.arange(len(found.typed))
    for base in ("level", "season", "lags"):
        plan = Plan(series_scaling="last", forecast_from=base)
        made = learn_preparation(found.typed, rows[:60], plan, problem=found.problem)
        target = made.apply(found.typed, rows[60:]).targets["target"]
        back = made.target_back(target, found.typed, rows[60:])
        assert back == pytest.approx(found.typed.truth[60:], abs=1e-4)


def test_a_new_level_is_no_matter_where_windows_are_measured_from_their_last_value() -> None:
    _, found = studied(raw(day=stamps(200), value=wave(200)))
    series = found.typed.series
    assert series is not None
    moved = replace(
        found.typed,
        series=replace(series, steps=series.steps + 1000),
        target=found.typed.truth + 1000,
    )
    rows = np.arange(len(found.typed))
    made = learn_preparation(found.typed, rows, Plan(series_scaling="last"), problem=found.problem)
    before, after = made.apply(found.typed, rows), made.apply(moved, rows)
    assert after.targets["target"] == pytest.approx(before.targets["target"], abs=1e-4)
    assert after.inputs["series"] == pytest.approx(before.inputs["series"], abs=1e-4)


@pytest.mark.parametrize(
    ("table", "options", "error", "said"),
    [
        ({"day": stamps(6), "value": wave(6)}, {}, UnreadableData, "6 time steps"),
        ({"day": stamps(99), "value": [5.0] * 99}, {}, BadColumn, "nothing to learn"),
        ({"day": stamps(99), "value": wave(99)}, {"time": "value"}, BadColumn, "--time"),
        ({"day": stamps(99), "value": wave(99)}, {"known": ("x",)}, BadColumn, '"x"'),
        ({"day": stamps(99), "value": wave(99)}, {"metric": "accuracy"}, BadOption, "accuracy"),
    ],
)
def test_what_cannot_be_forecast_is_refused_in_one_sentence(table, options, error, said) -> None:
    with pytest.raises(error, match=said):
        studied(raw(**table), **options)


def test_rows_without_a_time_column_are_taken_as_they_stand() -> None:
    sealing, found = studied(raw(value=wave(200)))
    assert "no-time" in acts(sealing.notes)
    assert found.typed.truth[0].tolist() == wave(200)[int(found.typed.units[0]) :][:5]
    assert sealing.development[ROW].to_list() == list(range(150))
