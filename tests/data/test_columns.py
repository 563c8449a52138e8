"""What columns are taken for: one small hand-made column a rule."""

import time
from datetime import date

import numpy as np
import polars as pl
import pytest

from etude.data.columns import infer_schema
from etude.data.understanding import understand
from etude.errors import BadColumn, BadOption
from etude.records.column import Column

ROWS = 60
random = np.random.default_rng(0)
NOISE = [f"{value:.3f}" for value in random.normal(size=ROWS)]
TARGET = random.choice(["yes", "no"], ROWS).tolist()


def column_of(cells: list, name: str = "x") -> Column:
    return understand(pl.Series(name, cells)).column


def notes_of(cells: list) -> dict[str, str]:
    return {note.act: note.text for note in understand(pl.Series("x", cells)).notes}


def table(**columns: list) -> pl.DataFrame:
    return pl.DataFrame({"noise": NOISE, **columns, "target": TARGET})


def test_plain_numbers_are_numbers() -> None:
    assert column_of(NOISE).kind == "number"
    assert column_of([1.5, 2.5, None, 4.0]).kind == "number"


@pytest.mark.parametrize(
    ("cells", "decimal", "thousands", "unit"),
    [
        (["0,4", "1,868", "-0,151", "2,5"], ",", "", ""),
        (["5,400.00", "6,868.00", "493.00"], ".", ",", ""),
        (["1.234,50", "12.345,60", "0,5"], ",", ".", ""),
        (["5,123", "6,001", "1,234,567"], ".", ",", ""),
        (["1'234.5", "12'345.6", "3.1"], ".", "'", ""),
        (["1 234,5", "12 345,6", "3,1"], ",", " ", ""),
        (["$12.00", "-$5.50", "$1.25"], ".", "", "$"),
        (["3.5%", "4.0 %", "9.8%"], ".", "", "%"),
        (["0.31 kg", "2 kg", "-1.5 kg"], ".", "", "kg"),
        (["1,200 €", "900 €", "13,000 €"], ".", ",", "€"),
    ],
)
def test_formats_of_numbers(cells: list[str], decimal: str, thousands: str, unit: str) -> None:
    column = column_of(cells)
    assert column.kind == "number"
    assert (column.reading.decimal, column.reading.thousands) == (decimal, thousands)
    assert column.reading.unit == unit
    assert "number-format" in notes_of(cells)


@pytest.mark.parametrize(
    "cells", [["12A", "3A", "4A", "9B"], ["R0", "R1", "R2", "R1"], ["1-2", "2-3", "3-4", "1-2"]]
)
def test_codes_with_digits_are_categories(cells: list[str]) -> None:
    assert column_of(cells * 5).kind == "category"


def test_infinities_become_missing_with_a_note() -> None:
    notes = notes_of([*NOISE, "inf", "-Infinity", "1e400"])
    assert "3 cells" in notes["infinite"]
    assert notes_of([1.0, 2.5, float("inf"), 3.5])["infinite"].endswith("(1).")


def test_missing_spellings_are_named_and_remembered() -> None:
    cells = [*NOISE, "NA", "N/A", "null", "None", "-", "?", ".", "missing"]
    column = column_of(cells)
    assert column.kind == "number"
    assert {"na", "n/a", "null", "none", "-", "?", ".", "missing"} == set(column.reading.missing)
    assert "8 cells" in notes_of(cells)["missing"]


def test_lonely_999_is_missing_but_one_among_others_is_a_number() -> None:
    assert column_of([*NOISE, "-999"]).reading.missing == ("-999",)
    assert "-999" in notes_of([*NOISE, "-999"])["missing"]
    among = [*(str(number) for number in range(-998, 999, 33)), "-999", "0.5"]
    assert column_of(among).reading.missing == ()
    assert "kept" in notes_of(among)["kept-number"]
    capped = [*(str(number) for number in range(0, 42000, 700)), "0.5", "99999"]
    assert column_of(capped).reading.missing == ()


def test_few_words_among_numbers_become_missing_by_name() -> None:
    cells = [*NOISE, *["unknown"] * 20, "12 years", "True"]
    assert column_of(cells).kind == "number"
    notes = notes_of(cells)
    assert '"unknown"' in notes["missing"]
    assert '"12 years", "True"' in notes["words-among-numbers"]


def test_many_words_make_a_category() -> None:
    assert column_of(["1", "2", "low", "high"] * 20).kind == "category"


def test_booleans_in_nine_spellings() -> None:
    column = column_of(["yes", "No", "TRUE", "f", "Y", "n", "0", "1", "FALSE", None] * 3)
    assert column.kind == "boolean"
    assert column_of(["0", "1"] * 9).kind == "boolean"
    assert column_of([True, False, None]).kind == "boolean"


def test_letters_that_are_no_pair_are_categories() -> None:
    assert column_of(["t", "n"] * 9).kind == "category"


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["2024-01-05", "2024-02-06"], "%Y-%m-%d"),
        (["1/1/2011", "1/13/2011", "12/31/2012"], "%m/%d/%Y"),
        (["01/02/2011", "13/01/2011"], "%d/%m/%Y"),
        (["24.12.2023", "01.02.2024"], "%d.%m.%Y"),
        (["2023-03-24T01:00:00+01:00", "2023-03-25T13:30:00+02:00"], "%Y-%m-%d"),
        (["Jan 04, 2023", "Feb 05, 2023"], "%b %d, %Y"),
        (["20230104", "20241231"], "%Y%m%d"),
    ],
)
def test_dates(cells: list[str], form: str) -> None:
    column = column_of(cells)
    assert column.kind == "date"
    assert column.reading.date_format == form
    assert "x (days)" in column.parts


def test_order_of_ambiguous_dates_follows_the_rows_and_is_said() -> None:
    cells = [f"{month:02}/01/2023" for month in range(1, 13)]
    assert "date-order-guessed" in notes_of(cells)
    by_day = [f"{day:02}/01/2023" for day in range(1, 13)]
    assert column_of(by_day).reading.date_format == "%d/%m/%Y"
    assert column_of([f"01/{day:02}/2023" for day in range(1, 13)]).reading.date_format == (
        "%m/%d/%Y"
    )


def test_several_formats_are_read_and_the_rest_counted() -> None:
    cells = [*["2023-01-01", "14/02/2023", "01-15-23", "Jan 04, 2023", "06.01.2023"] * 4]
    cells += ["yesterday", "0000-00-00", "30/02/2023"]
    assert column_of(cells).kind == "date"
    assert "3 cells" in notes_of(cells)["unread-dates"]


def test_typed_dates_vary_in_their_parts() -> None:
    column = column_of([date(2024, 1, day) for day in range(1, 9)])
    assert column.kind == "date"
    assert column.parts == ("x (day)", "x (weekday)", "x (days)")


def test_epoch_stays_a_number() -> None:
    cells = [str(1677628800000 + 3600000 * hour) for hour in range(ROWS)]
    assert column_of(cells).kind == "number"


def test_near_equal_spellings_are_one_category() -> None:
    cells = ["red", "RED", " red", "blue", "Blue"] * 4
    assert [label.lower() for label in column_of(cells).categories] == ["blue", "red"]
    assert "merged-spellings" in notes_of(cells)


def test_single_letters_of_two_cases_are_kept_apart() -> None:
    assert len(column_of(["a", "A", "b", "c"] * 5).categories) == 4
    assert "kept-apart" in notes_of(["a", "A", "b", "c"] * 5)


def test_zip_codes_are_categories() -> None:
    column = column_of(["06333", "07274", "03867", "10115"] * 6)
    assert column.kind == "category"
    assert column.used


def test_rare_spellings_share_a_code() -> None:
    cells = ["a1 x"] * 9 + ["b2 x"] * 5 + [f"only {number}" for number in range(20)]
    column = column_of(cells)
    assert column.categories == ("a1 x", "b2 x", "(rare)")


def test_nothing_frequent_is_left_out() -> None:
    cells = [f"C{number // 2}" for number in range(100)]
    column = column_of(cells)
    assert (column.kind, column.used) == ("category", False)
    assert "50 different values" in column.reason


def test_free_text_is_noticed_and_left_out() -> None:
    column = column_of([f"Mr. John Smith the number {number}" for number in range(30)])
    assert (column.kind, column.used) == ("text", False)


def test_identifiers() -> None:
    assert column_of([f"u{number:05}" for number in range(40)]).kind == "identifier"
    assert column_of([str(7 * n * n) for n in range(40)], "customerID").kind == "identifier"
    gaps = [str(number) for number in range(1, 80) if number % 4]
    assert column_of(gaps, "instant").kind == "identifier"
    assert column_of(gaps, "year").kind == "number"
    assert column_of(["7", "8", "9"] * 20, "store_id").kind == "category"


def test_few_whole_numbers_stay_numbers() -> None:
    assert column_of(["1", "2", "3"] * 20, "class").kind == "number"


def test_constant_empty_and_filled_or_not() -> None:
    assert column_of(["7"] * 9).kind == "constant"
    assert column_of(["w"] * 9).kind == "constant"
    assert column_of([None, None]).kind == "empty"
    assert column_of(["?", "NA"]).kind == "empty"
    filled = column_of(["x", None, None, "x"])
    assert (filled.kind, filled.used, filled.categories) == ("category", True, ("x",))


def test_numbers_beyond_doubles_are_told_apart_from_constants() -> None:
    column = column_of([str(9223372036854775808 + number) for number in range(40)])
    assert not column.used
    assert "16 digits" in column.reason


def test_schema_keeps_the_order_and_names_what_is_left_out() -> None:
    schema, notes = infer_schema(table(empty=[None] * ROWS, b=NOISE[::-1]), ["target"])
    assert [column.name for column in schema.columns] == ["noise", "empty", "b"]
    assert [column.name for column in schema.used()] == ["noise", "b"]
    assert any(note.act == "left-out" and note.column == "empty" for note in notes)


def test_leave_out_is_obeyed_and_checked() -> None:
    schema, _ = infer_schema(table(b=NOISE[::-1]), ["target"], leave_out=["b"])
    assert [column.name for column in schema.used()] == ["noise"]
    with pytest.raises(BadColumn, match='Did you mean "noise"'):
        infer_schema(table(), ["target"], leave_out=["nois"])
    with pytest.raises(BadOption, match="is the target"):
        infer_schema(table(), ["target"], leave_out=["target"])


def test_the_column_that_groups_the_rows_is_no_input_and_says_why() -> None:
    schema, _ = infer_schema(table(b=NOISE[::-1]), ["target"], group="b")
    (left,) = [column for column in schema.columns if not column.used]
    assert (left.name, left.reason) == ("b", "it says which rows belong together (--group)")


def test_no_input_left_is_said() -> None:
    with pytest.raises(BadColumn, match="no input column left"):
        infer_schema(pl.DataFrame({"target": TARGET}), ["target"])


def test_a_recoded_target_is_left_out_and_a_perfect_number_is_warned_of() -> None:
    codes = ["R1" if label == "yes" else "R0" for label in TARGET]
    score = [f"{(label == 'yes') + 0.3 * random.random():.4f}" for label in TARGET]
    schema, notes = infer_schema(table(refund=codes, score=score), ["target"])
    assert [column.name for column in schema.used()] == ["noise", "score"]
    acts = {note.column: note for note in notes if note.act.startswith("target-")}
    assert acts["refund"].act == "target-copy"
    assert "--leave-out score" in acts["score"].text


def test_a_copy_that_is_the_only_input_stays() -> None:
    codes = ["R1" if label == "yes" else "R0" for label in TARGET]
    schema, notes = infer_schema(pl.DataFrame({"code": codes, "target": TARGET}), ["target"])
    assert len(schema.used()) == 1
    assert [note.act for note in notes] == ["target-copy"]


def test_copies_of_a_number_and_equal_columns() -> None:
    frame = pl.DataFrame({"a": NOISE, "b": NOISE[::-1], "b2": NOISE[::-1], "copy": NOISE})
    schema, notes = infer_schema(frame.with_columns(target=pl.col("copy")), ["target"])
    assert [column.name for column in schema.used()] == ["b", "b2"]
    assert any(note.act == "equal-columns" and "--leave-out b2" in note.text for note in notes)


@pytest.mark.slow
def test_a_million_rows_take_seconds() -> None:
    rows = 1_000_000
    generator = np.random.default_rng(1)
    columns = {f"x{index}": generator.normal(size=rows).round(5) for index in range(8)}
    frame = pl.DataFrame(columns).cast(pl.String)
    frame = frame.with_columns(target=pl.Series(["yes", "no"] * (rows // 2)))
    start = time.process_time()  # not the wall clock: the machine may be busy with others
    infer_schema(frame, ["target"])
    assert time.process_time() - start < 24
