"""Tables of steps become tables of series, where they cannot be mistaken or are asked for."""

import numpy as np
import polars as pl
import pytest

from etude.data.series.reading import read_series, recognised_series
from etude.errors import BadColumn, BadOption
from tests.data.series.made import long, raw, wide

TARGET = ("label",)


def notes(table: pl.DataFrame, **asked: str) -> dict[str, str]:
    found = recognised_series(raw(table), TARGET, **asked)
    return {note.act: note.text for note in found.notes}


def test_wide_rows_are_found() -> None:
    found = recognised_series(raw(wide()), TARGET)
    assert found.series is not None
    assert found.frame.columns == ["t", "label"]
    assert found.frame["t"].list.len().unique().to_list() == [24]
    assert found.frame["t"][0].to_list() == list(wide().drop("label").row(0))
    assert "--kind table" in found.notes[0].text


def test_steps_follow_their_numbers_not_their_place() -> None:
    table = wide()
    shuffled = table.select(sorted(table.columns, reverse=True))
    first, second = (recognised_series(raw(one), TARGET).frame["t"] for one in (table, shuffled))
    assert first.equals(second)


def test_long_rows_are_found() -> None:
    found = recognised_series(raw(long()), TARGET)
    assert found.series is not None
    assert found.series.channels == ("x", "y")
    assert (found.series.identifier, found.series.step) == ("series_id", "step")
    assert found.frame.height == 40
    assert (
        found.frame["x"][3].to_list() == long().filter(pl.col("series_id") == "s03")["x"].to_list()
    )
    assert found.frame["place"].to_list()[:4] == ["room 0", "room 1", "room 2", "room 0"]


def test_wide_and_long_are_the_same_series() -> None:
    first = recognised_series(raw(wide()), TARGET).frame["t"]
    second = recognised_series(raw(long()), TARGET).frame["x"]
    assert first.to_list() == second.to_list()


@pytest.mark.parametrize("kind", ["table", "text"])
def test_another_kind_leaves_the_rows_alone(kind: str) -> None:
    assert recognised_series(raw(wide()), TARGET, kind=kind).series is None


@pytest.mark.parametrize(("stem", "hinted"), [("cases_t", True), ("question", False)])
def test_rough_numbers_named_like_steps_are_hinted_at(stem: str, hinted: bool) -> None:
    values = np.random.default_rng(0).normal(size=(30, 12))
    frame = pl.DataFrame({f"{stem}{step}": values[:, step] for step in range(12)})
    found = recognised_series(raw(frame.with_columns(label=pl.lit("a"))), TARGET)
    assert found.series is None
    assert ("series-hint" in {note.act for note in found.notes}) is hinted


def test_columns_of_noise_are_no_series_unless_asked_for() -> None:
    values = np.random.default_rng(0).normal(size=(60, 30))
    frame = pl.DataFrame({f"t{step}": values[:, step] for step in range(30)})
    frame = frame.with_columns(label=pl.Series(["a", "b"] * 30))
    assert recognised_series(raw(frame), TARGET).series is None
    assert recognised_series(raw(frame), TARGET, kind="series").series is not None


def test_numbered_features_are_asked_about() -> None:
    frame = wide().rename(lambda name: name.replace("t", "pixel") if name[1:].isdigit() else name)
    found = recognised_series(raw(frame), TARGET)
    assert found.series is None
    assert "--kind series" in found.notes[0].text


def test_a_table_with_a_repeated_customer_is_no_series() -> None:
    generator = np.random.default_rng(0)
    frame = pl.DataFrame(
        {
            "customer_id": generator.integers(0, 20, 200),
            "amount": generator.normal(size=200),
            "label": generator.integers(0, 2, 200).astype(str),
        }
    )
    assert recognised_series(raw(frame), TARGET).series is None


def test_several_channels_in_wide_rows() -> None:
    table = wide()
    other = table.drop("label").rename(lambda name: f"acc_{name}")
    found = recognised_series(raw(pl.concat([table, other], how="horizontal")), TARGET)
    assert found.series is not None
    assert found.series.channels == ("t", "acc_t")


def test_disorder_duplicates_and_gaps_are_mended_and_counted() -> None:
    table = long(rows=12, steps=10)
    again = table.row(5, named=True) | {"x": "7.5"}
    gap = table.filter(~((pl.col("series_id") == "s02") & (pl.col("step") == "4")))
    mixed = pl.concat([gap.sort("step", maintain_order=True), pl.DataFrame([again])])
    found = recognised_series(raw(mixed), TARGET)
    said = {note.act: note.count for note in found.notes}
    assert said["steps-repeated"] == 1
    assert said["steps-missing"] == 1
    assert found.frame["series_id"].to_list()[:2] == ["s00", "s01"]
    assert found.frame["x"][0][5] == "7.5"  # the last row of the step
    assert found.frame["x"][2].to_list()[3:6] == [
        *table.filter((pl.col("series_id") == "s02") & (pl.col("step") == "3"))["x"],
        None,
        *table.filter((pl.col("series_id") == "s02") & (pl.col("step") == "5"))["x"],
    ]
    backwards = recognised_series(raw(table.reverse()), TARGET)
    assert "steps-sorted" in {note.act for note in backwards.notes}
    assert backwards.frame["x"][11].to_list() == table["x"][:10].to_list()


def test_uneven_dates_keep_their_order_only() -> None:
    table = long(rows=12, steps=10)
    months = [f"2020-{month:02d}-15" for month in range(1, 11)] * 12
    asked = recognised_series(
        raw(table.with_columns(day=pl.Series(months)).drop("step")),
        TARGET,
        identifier="series_id",
        step="day",
    )
    assert asked.series is not None
    assert asked.series.dated
    assert asked.series.spacing == 0
    assert asked.frame["x"].list.len().unique().to_list() == [10]
    assert not {note.act for note in asked.notes} & {"steps-missing", "steps-sorted"}


def test_a_drifting_clock_makes_no_gap() -> None:
    table = long(rows=12, steps=300)
    seconds = np.tile(np.arange(300) * 1.03 + 0.01 * (np.arange(300) % 3), 12)
    clock = table.with_columns(step=pl.Series([f"{one:.3f}" for one in seconds]))
    acts = {note.act for note in recognised_series(raw(clock), TARGET).notes}
    assert acts == {"series"}


def test_a_label_that_changes_within_a_series_is_named() -> None:
    table = long()
    labels = table["label"].to_list()
    labels[30] = "neither"
    with pytest.raises(BadColumn, match=r'"label" changes within 1 series.*"s01"'):
        recognised_series(raw(table.with_columns(label=pl.Series(labels))), TARGET)


def test_rows_without_series_or_step_are_counted() -> None:
    table = long(rows=12, steps=10)
    names, steps = table["series_id"].to_list(), table["step"].to_list()
    names[3], steps[14] = None, "soon"
    broken = table.with_columns(series_id=pl.Series(names), step=pl.Series(steps))
    found = recognised_series(raw(broken), TARGET, identifier="series_id", step="step")
    said = {note.act: note.count for note in found.notes}
    assert said["series-unnamed"] == 1
    assert said["steps-unread"] == 1
    assert said["steps-missing"] == 2


def test_rows_in_order_need_no_step_column() -> None:
    found = recognised_series(raw(long().drop("step")), TARGET, identifier="series_id")
    assert found.series is not None
    assert found.series.step == ""
    assert found.frame["x"][1].to_list() == long()["x"][24:48].to_list()


def test_asked_for_and_not_found() -> None:
    frame = pl.DataFrame({"a": [1, 2, 3], "label": ["x", "y", "x"]})
    with pytest.raises(BadOption, match="--series-id"):
        recognised_series(raw(frame), TARGET, kind="series")
    with pytest.raises(BadColumn, match='no column "sensor"'):
        recognised_series(raw(long()), TARGET, identifier="sensor")


def test_another_file_is_read_in_the_same_form() -> None:
    form = recognised_series(raw(long()), TARGET).series
    assert form is not None
    other = long(rows=3, steps=7, seed=1).drop("label", "place")
    assert read_series(raw(other), form).frame["x"].list.len().to_list() == [7, 7, 7]
    with pytest.raises(BadColumn, match='no column "y"'):
        read_series(raw(other.drop("y")), form)
