"""What the steps of a channel mean, and their numbers end to end."""

import numpy as np
import polars as pl
import pytest

from etude.data.columns import infer_schema
from etude.data.encoding import encode
from etude.data.repeats import repeat_facts
from etude.data.series.cells import series_cells, understand_channel
from etude.data.series.reading import recognised_series
from etude.data.spellings import ROW
from etude.errors import BadColumn
from etude.records.column import Column, Reading
from tests.data.series.made import long, raw


def lists(*rows: list[str | None]) -> pl.Series:
    return pl.Series("x", rows, dtype=pl.List(pl.String))


def encoded(cells: pl.Series, reading: Reading | None = None) -> tuple:
    frame = cells.to_frame().with_columns(pl.Series(ROW, range(len(cells)), dtype=pl.Int64))
    return series_cells(frame, [Column("x", "series", True, reading=reading or Reading())])


def test_numbers_as_people_write_them() -> None:
    found = understand_channel(lists(["1,5", "2,5", None], ["3,5", "?", "4,25"]))
    assert found.column.used
    assert found.column.reading.decimal == ","
    series, _ = encoded(lists(["1,5", None, "2,5"]), found.column.reading)
    assert series.steps[:, 0] == pytest.approx([1.5, np.nan, 2.5], nan_ok=True)


def test_channels_that_cannot_be_used() -> None:
    assert not understand_channel(lists(["up", "down"], ["down", "up"])).column.used
    assert understand_channel(lists(["3", "3"], ["3"])).column.kind == "constant"
    assert understand_channel(lists([None, None], [])).column.kind == "empty"


def test_words_among_numbers_are_missing_and_counted() -> None:
    steps = [[str(number) for number in range(20)] for _ in range(3)]
    steps[1][7] = "broken"
    notes = understand_channel(lists(*steps)).notes
    assert [note.count for note in notes] == [1]
    series, said = encoded(lists(*steps))
    assert np.isnan(series.steps).sum() == 1
    assert said[0].act == "unread-cells"


def test_another_file_of_words_is_refused() -> None:
    with pytest.raises(BadColumn, match='series 1 holds "a"'):
        encoded(lists(["a", "b"], ["1", "c"]))


def test_a_series_ends_with_its_last_value() -> None:
    series, _ = encoded(lists(["1", "2", None, None], ["1", None, "3"], [None, None], []))
    assert series.lengths.tolist() == [2, 3, 0, 0]


def test_a_table_of_series_is_typed() -> None:
    read = recognised_series(raw(long()), ("label",))
    schema, _ = infer_schema(read.frame, ("label",), series=read.series)
    assert [column.name for column in schema.used("series")] == ["x", "y"]
    assert {c.name: c.reason for c in schema.columns if not c.used} == {
        "series_id": "it names the series"
    }
    typed, _ = encode(read.frame, schema, with_target=True)
    assert typed.series is not None
    assert typed.category_names == ("place",)
    steps = long()["x"].cast(pl.Float64).to_numpy()
    assert np.array_equal(typed.series.steps[:, 0], steps)
    assert np.array_equal(typed.series.lengths, np.full(40, 24))


def test_equal_series_are_counted() -> None:
    table = long(rows=12).drop("place")
    twin = table.filter(pl.col("series_id") == "s03").with_columns(series_id=pl.lit("twin"))
    near = twin.with_columns(pl.col("x") + "1", series_id=pl.lit("near"))
    read = recognised_series(raw(pl.concat([table, twin, near])), ("label",))
    schema, _ = infer_schema(read.frame, ("label",), series=read.series)
    facts = repeat_facts(encode(read.frame, schema, with_target=True)[0])
    assert (facts.equal, facts.nearly_equal) == (1, 1)
