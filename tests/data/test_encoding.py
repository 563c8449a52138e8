"""The same reading for every frame: development rows, test rows, a file to predict."""

import numpy as np
import polars as pl
import pytest

from etude.data.columns import infer_schema
from etude.data.encoding import encode
from etude.data.typed import MISSING, UNSEEN
from etude.errors import BadColumn
from etude.records.column import Schema

ROWS = 40
random = np.random.default_rng(0)


def training() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "height": [f"{value:.3f}" for value in random.normal(size=ROWS)],
            "colour": ["red", "green", "blue", "red"] * 10,
            "flag": ["yes", "no", "Y", "N"] * 10,
            "when": [f"{1 + day % 28}/2/2024 {day % 24}:30" for day in range(ROWS)],
            "target": ["a", "b", "b", "b", "a"] * 8,
        }
    )


@pytest.fixture
def schema() -> Schema:
    return infer_schema(training(), ["target"])[0]


def test_shapes_names_and_values(schema: Schema) -> None:
    typed, notes = encode(training(), schema, with_target=True)
    assert typed.number_names[:2] == ("height", "flag")
    assert typed.numbers.shape == (ROWS, len(typed.number_names))
    assert typed.category_names == ("colour",)
    assert typed.cardinalities == (3,)
    assert typed.categories.dtype == np.int32
    assert typed.categories[:3, 0].tolist() == [2, 1, 0]
    assert typed.numbers[:4, 1].tolist() == [1, 0, 1, 0]
    assert typed.units.tolist() == list(range(ROWS))
    assert typed.clusters.tolist() == list(range(ROWS))
    assert notes == ()


def test_parts_of_a_date(schema: Schema) -> None:
    typed, _ = encode(training(), schema, with_target=False)
    row = dict(zip(typed.number_names, typed.numbers[14], strict=True))
    assert (row["when (day)"], row["when (hour)"], row["when (weekday)"]) == (15, 14, 4)
    assert row["when (days)"] == (np.datetime64("2024-02-15") - np.datetime64("1970-01-01")).astype(
        int
    )
    assert "when (month)" not in row
    assert typed.target is None


def test_order_of_columns_and_extra_ones_do_not_matter(schema: Schema) -> None:
    frame = training()
    typed, _ = encode(frame, schema, with_target=False)
    mixed = frame.select(pl.lit(1).alias("extra"), *reversed(frame.columns))
    other, notes = encode(mixed, schema, with_target=False)
    np.testing.assert_array_equal(typed.numbers, other.numbers)
    np.testing.assert_array_equal(typed.categories, other.categories)
    assert [note.act for note in notes] == ["extra-columns"]


def test_absent_column_is_named(schema: Schema) -> None:
    with pytest.raises(BadColumn, match='"height" is missing'):
        encode(training().drop("height"), schema, with_target=False)


def test_unseen_categories_are_coded_and_counted(schema: Schema) -> None:
    frame = training().with_columns(colour=pl.Series(["violet", None, "RED", "blue"] * 10))
    typed, notes = encode(frame, schema, with_target=False)
    assert typed.categories[:4, 0].tolist() == [UNSEEN, MISSING, 2, 0]
    assert ("unseen-categories", 10) in [(note.act, note.count) for note in notes]


def test_words_in_place_of_numbers(schema: Schema) -> None:
    cells = training()["height"].to_list()
    frame = training().with_columns(height=pl.Series(["tall", *cells[1:]]))
    typed, notes = encode(frame, schema, with_target=False)
    assert np.isnan(typed.numbers[0, 0])
    assert [(note.act, note.count) for note in notes] == [("unread-cells", 1)]
    frame = frame.with_columns(height=pl.Series([cells[0], *["tall"] * (ROWS - 1)]))
    with pytest.raises(BadColumn, match=r'"height".*row 2 holds "tall"'):
        encode(frame, schema, with_target=False)


def test_typed_and_written_cells_give_the_same(schema: Schema) -> None:
    frame = training()
    numbers = frame.with_columns(pl.col("height").cast(pl.Float64))
    typed, _ = encode(numbers, schema, with_target=False)
    written, _ = encode(frame, schema, with_target=False)
    np.testing.assert_array_equal(typed.numbers, written.numbers)


def test_rows_without_target_are_dropped_and_keep_their_numbers(schema: Schema) -> None:
    targets = pl.Series(["", "c", "a", "nan", *["b"] * (ROWS - 4)])
    frame = training().with_columns(
        target=targets, __row__=pl.int_range(100, 100 + ROWS), __cluster__=pl.lit(7)
    )
    typed, notes = encode(frame, schema, with_target=True)
    assert typed.units[:2].tolist() == [102, 104]
    assert set(typed.clusters.tolist()) == {7}
    assert typed.target is not None
    assert typed.target[:2].tolist() == [0, 1]
    counts = {note.act: note.count for note in notes}
    assert counts == {"target-missing": 2, "target-unseen": 1}


def test_a_lonely_999_is_missing_again_without_a_word() -> None:
    cells = [f"{value:.3f}" for value in random.normal(size=ROWS - 1)]
    frame = training().with_columns(height=pl.Series([*cells, "-999"]))
    schema, _ = infer_schema(frame, ["target"])
    typed, notes = encode(frame, schema, with_target=True)
    assert np.isnan(typed.numbers[-1, 0])
    assert notes == ()


def test_numbers_near_the_ends_of_doubles_survive() -> None:
    big = [f"{value:.3e}" for value in random.normal(size=ROWS) * 1e300]
    whole = [str(2**63 + 10**15 * number**2) for number in range(ROWS)]
    frame = training().with_columns(height=pl.Series(big), whole=pl.Series(whole))
    schema, _ = infer_schema(frame, ["target"])
    typed, _ = encode(frame, schema, with_target=True)
    assert np.isfinite(typed.numbers).all()
    assert typed.numbers[0, typed.number_names.index("whole")] == 2.0**63


def test_no_rows(schema: Schema) -> None:
    typed, _ = encode(training().head(0), schema, with_target=False)
    assert len(typed) == 0


def test_several_targets() -> None:
    frame = training().with_columns(one=pl.col("height"), two=pl.col("height").reverse())
    schema, _ = infer_schema(frame.drop("height", "target"), ["one", "two"])
    typed, _ = encode(frame, schema, with_target=True)
    assert typed.target is not None
    assert typed.target.shape == (ROWS, 2)
    assert typed.target.dtype == np.float64
