"""Sealing: which rows are set aside, and that nothing else ever decides it."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from etude.data.clusters import is_identifier
from etude.data.opening import open_sealed, openings
from etude.data.reading import RawTable
from etude.data.sealing import Sealing, seal, sealed_share, write_sealed
from etude.errors import BadColumn, BadOption, BadStudy, SealBroken, UnreadableData


def raw(columns: dict[str, list[object]] | pl.DataFrame, fingerprint: str = "data") -> RawTable:
    return RawTable(pl.DataFrame(columns), "table", (), fingerprint)


def people(rows: int = 1000, *, seed: int = 0) -> dict[str, list[object]]:
    generator = np.random.default_rng(seed)
    return {
        "height": [f"{one:.6f}" for one in generator.normal(170, 10, rows)],
        "colour": list(generator.choice(["red", "green", "blue"], rows)),
        "target": list(generator.choice(["yes", "no"], rows, p=[0.1, 0.9])),
    }


def days(rows: int) -> list[str]:
    return [(date(2020, 1, 1) + timedelta(days=one)).isoformat() for one in range(rows)]


def rows_of(frame: pl.DataFrame) -> list[int]:
    return frame["__row__"].to_list()


def acts(sealing: Sealing) -> list[str]:
    return [note.act for note in sealing.notes]


def test_every_row_is_on_exactly_one_side() -> None:
    sealing = seal(raw(people()), ["target"])
    assert sorted(rows_of(sealing.development) + rows_of(sealing.test)) == list(range(1000))
    assert sealing.facts.test == len(sealing.test)


def test_row_numbers_lead_back_to_the_source() -> None:
    table = raw(people())
    sealing = seal(table, ["target"])
    source = table.frame[rows_of(sealing.test)]
    assert sealing.test.drop("__row__", "__cluster__").equals(source)


@pytest.mark.parametrize(("rows", "share"), [(40, 0.25), (300, 0.25), (3000, 0.15), (10**6, 0.15)])
def test_small_tables_seal_a_larger_share(rows: int, share: float) -> None:
    assert sealed_share(rows) == pytest.approx(share)


def test_classes_keep_their_shares() -> None:
    sealing = seal(raw(people(4000)), ["target"])
    rare = [(frame["target"] == "yes").mean() for frame in (sealing.development, sealing.test)]
    assert rare[0] == pytest.approx(rare[1], abs=2 / len(sealing.test))


def test_quantiles_of_a_numeric_target_keep_their_shares() -> None:
    columns = people(4000)
    target = np.random.default_rng(1).lognormal(0, 2, 4000)
    columns["target"] = [f"{one:.4f} USD" for one in target]
    sealed = np.zeros(4000, dtype=bool)
    sealed[rows_of(seal(raw(columns), ["target"]).test)] = True
    highest = target >= np.quantile(target, 0.9)
    assert sealed[highest].sum() == pytest.approx(0.15 * 400, abs=2)


def test_the_draw_follows_the_data_and_nothing_else() -> None:
    first, again = (seal(raw(people()), ["target"]) for _ in range(2))
    other = seal(raw(people(), fingerprint="other data"), ["target"])
    assert rows_of(first.test) == rows_of(again.test)
    assert rows_of(first.test) != rows_of(other.test)
    # Pinned, so that another process or version cannot seal other rows unseen.
    assert rows_of(first.test)[:5] == [4, 9, 10, 13, 24]


def test_equal_rows_stay_together_whatever_their_target_and_identifier() -> None:
    columns = people(300)
    twice = {name: cells + cells for name, cells in columns.items()}
    twice["target"] = columns["target"] + columns["target"][::-1]
    twice["id"] = [f"P{one:05d}" for one in range(600)]
    sealing = seal(raw(twice), ["target"])
    sealed = {row % 300 for row in rows_of(sealing.test)}
    assert not sealed & {row % 300 for row in rows_of(sealing.development)}
    assert sealing.facts.grouped


def test_few_combinations_are_not_grouped_and_that_is_said() -> None:
    columns = people(500)
    del columns["height"]
    sealing = seal(raw(columns), ["target"])
    assert not sealing.facts.grouped
    assert "equal_rows_not_grouped" in acts(sealing)


@settings(max_examples=40, deadline=None)
@given(
    sizes=some.lists(some.integers(1, 11), min_size=12, max_size=60),
    classes=some.integers(2, 4),
    fingerprint=some.text(max_size=4),
)
def test_groups_never_lie_on_both_sides(sizes: list[int], classes: int, fingerprint: str) -> None:
    groups = np.repeat(np.arange(len(sizes)), sizes)
    labels = [f"c{one % classes}" for one in range(len(groups))]
    table = raw({"x": list(range(len(groups))), "g": list(groups), "y": labels}, fingerprint)
    sealing = seal(table, ["y"], group="g")
    assert not set(sealing.test["g"]) & set(sealing.development["g"])
    assert len(sealing.test) > 0
    assert len(sealing.development) > len(sealing.test)


def test_a_class_with_one_row_stays_in_development() -> None:
    for fingerprint in "abcdefgh":
        columns = people(100)
        columns["target"][17] = "once"
        assert 17 in rows_of(seal(raw(columns, fingerprint), ["target"]).development)


def test_rows_without_a_target_are_shared_out_like_the_others() -> None:
    columns = people(1000)
    columns["target"][:200] = [None] * 100 + ["n/a"] * 100
    sealing = seal(raw(columns), ["target"])
    share = len(sealing.test) / 1000
    assert sum(row < 200 for row in rows_of(sealing.test)) == pytest.approx(200 * share, abs=2)


@pytest.mark.parametrize("backwards", [False, True])
def test_sorted_dates_seal_the_newest_rows(backwards: bool) -> None:
    columns = people(400)
    columns["when"] = days(400)[::-1] if backwards else days(400)
    sealing = seal(raw(columns), ["target"])
    assert sealing.facts.by_time
    assert sealing.development["when"].is_sorted()
    assert sealing.development["when"].max() < sealing.test["when"].min()  # type: ignore[operator]


def test_rows_of_one_moment_stay_together() -> None:
    columns = people(2400)
    columns["when"] = [
        f"{int(one[5:7])}/{int(one[8:])}/{one[:4]}" for one in days(100) for _ in range(24)
    ]
    sealing = seal(raw(columns), ["target"])
    assert not set(sealing.test["when"]) & set(sealing.development["when"])
    assert not set(sealing.test["__cluster__"]) & set(sealing.development["__cluster__"])
    assert sealing.facts.grouped


def test_random_order_overrules_time() -> None:
    columns = people(400)
    columns["when"] = days(400)
    assert seal(raw(columns), ["target"], order="random").facts.order == "random"


def test_sorted_numbers_are_only_hinted_at_until_asked_for() -> None:
    columns = people(400)
    columns["Time"] = [str(one * 7) for one in range(400)]
    sealing = seal(raw(columns), ["target"])
    assert sealing.facts.order == "random"
    assert "time_hint" in acts(sealing)
    asked = seal(raw(columns), ["target"], time="Time")
    assert sorted(rows_of(asked.test)) == list(range(400 - len(asked.test), 400))


def test_dates_that_begin_anew_for_each_series_do_not_order_the_table() -> None:
    columns = people(3000)
    columns["when"] = days(300) * 10
    sealing = seal(raw(columns), ["target"])
    assert not sealing.facts.by_time
    assert "time_hint" in acts(sealing)


def test_given_files_count_on_from_the_source() -> None:
    table, validation, test = (raw(people(one, seed=one)) for one in (200, 50, 40))
    sealing = seal(table, ["target"], validation=validation, test=test)
    assert rows_of(sealing.test) == list(range(250, 290))
    assert rows_of(sealing.development) == list(range(250))
    assert sealing.facts.validation_from == 200
    assert sealing.facts.order == "given"


def test_own_test_rows_have_no_twin_among_given_validation_rows() -> None:
    columns = people(300)
    validation = raw({name: cells[:60] for name, cells in columns.items()})
    sealing = seal(raw(columns), ["target"], validation=validation)
    assert min(rows_of(sealing.test)) >= 60


def test_twins_of_a_given_test_file_are_counted() -> None:
    columns = people(300)
    test = raw({name: cells[:30] for name, cells in columns.items()})
    twins = [
        note for note in seal(raw(columns), ["target"], test=test).notes if "twins" in note.act
    ]
    assert [note.count for note in twins] == [30]


def test_what_the_person_can_mend() -> None:
    table = raw(people(100) | {"site": ["a"] * 50 + ["b"] * 50})
    with pytest.raises(BadColumn, match="no column"):
        seal(table, ["price"])
    with pytest.raises(BadOption, match="names 2 groups"):
        seal(table, ["target"], group="site")
    with pytest.raises(BadOption, match="is a target"):
        seal(table, ["target"], group="target")
    with pytest.raises(BadOption, match="does not order"):
        seal(table, ["target"], time="colour")
    with pytest.raises(BadOption, match="must be one of"):
        seal(table, ["target"], order="sideways")
    with pytest.raises(BadColumn, match="no column 'site'"):
        seal(table, ["target"], test=raw(people(20)))
    with pytest.raises(UnreadableData, match="at least 10"):
        seal(raw(people(9)), ["target"])


def test_identifiers_and_measurements_are_told_apart() -> None:
    counter, measured = list(range(100)), [one * one + 0.5 for one in range(100)]
    assert is_identifier(pl.Series("n", [str(one) for one in counter]))
    assert is_identifier(pl.Series("customer_id", [one**3 for one in counter]))
    assert is_identifier(pl.Series("code", [f"A-{one}" for one in counter]))
    assert not is_identifier(pl.Series("x", measured))
    assert not is_identifier(pl.Series("text", [f"row {one}" for one in counter]))
    assert not is_identifier(pl.Series("when", days(100)))


class TestOpening:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        write_sealed(pl.DataFrame({"x": [1, 2]}), tmp_path)
        return tmp_path

    def test_one_predictor_may_finish_and_no_other_may_look(self, folder: Path) -> None:
        assert openings(folder) == 0
        for _ in range(2):
            assert open_sealed(folder, "first")["x"].to_list() == [1, 2]
        with pytest.raises(SealBroken, match="opened before"):
            open_sealed(folder, "second")
        with pytest.raises(SealBroken, match="cannot be sealed again"):
            write_sealed(pl.DataFrame({"x": [3]}), folder)
        assert openings(folder) == 1
        assert sorted(os.listdir(f"{folder}/sealed")) == [
            "opened.json",
            "test.arrow",
            "test.sha256",
        ]

    def test_the_marker_names_data_and_predictor(self, folder: Path) -> None:
        open_sealed(folder, "first")
        with open(f"{folder}/sealed/opened.json") as file:
            marker = json.load(file)
        assert marker["predictor"] == "first"
        assert len(marker["data"]) == 64

    def test_changed_rows_are_refused(self, folder: Path) -> None:
        with open(f"{folder}/sealed/test.arrow", "ab") as file:
            file.write(b"x")
        with pytest.raises(BadStudy, match="were changed"):
            open_sealed(folder, "first")
        assert openings(folder) == 0

    def test_absent_rows_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BadStudy, match="cannot be read"):
            open_sealed(tmp_path, "first")

    def test_file_systems_without_links_work_too(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr(os, "link", refused)
        open_sealed(folder, "first")
        with pytest.raises(SealBroken):
            open_sealed(folder, "second")
