"""Hostile tables: each is read, with a note or warning that says what was found, or refused in one
sentence that says what to mend."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from etude.data.columns import infer_schema
from etude.data.encoding import encode
from etude.data.reading import read_table
from etude.errors import BadColumn, Mendable, UnreadableData
from etude.records.moves import Explored
from etude.records.question import Question
from etude.studies.study import explore

ROWS = 60
Rows = list[list[str]]


def clean_rows(count: int = ROWS) -> Rows:
    """Rows of height, weight, age, colour, target; the target follows from the numbers, roughly."""
    random = np.random.default_rng(0)
    numbers = random.normal(size=(count, 3)).round(3)
    noise = random.normal(size=count)
    colours = random.choice(["red", "green", "blue"], count)
    return [
        [*map(str, cells), str(colour), "yes" if cells[0] + blur > 0 else "no"]
        for cells, colour, blur in zip(numbers, colours, noise, strict=True)
    ]


HEADER = ["height", "weight", "age", "colour", "target"]
CLEAN = clean_rows()


def text(rows: Rows, header: list[str] | None = None, separator: str = ",") -> str:
    return "".join(separator.join(row) + "\n" for row in [header or HEADER, *rows])


def with_column(name: str, cells: Iterator[object] | list[object]) -> str:
    """The clean table with one more input column."""
    rows = [[str(cell), *row] for cell, row in zip(cells, CLEAN, strict=True)]
    return text(rows, [name, *HEADER])


def with_cells(column: int, cells: list[str]) -> str:
    """The clean table with the first cells of one column replaced."""
    rows = [list(row) for row in CLEAN]
    for row, cell in zip(rows, cells, strict=False):
        row[column] = cell
    return text(rows)


def quoted(rows: Rows) -> Rows:
    return [[f'"{cell}"' for cell in row] for row in rows]


def flipped(row: list[str]) -> list[str]:
    return [*row[:-1], "no" if row[-1] == "yes" else "yes"]


def by_target() -> Rows:
    return sorted(CLEAN, key=lambda row: row[-1])


def wide() -> str:
    numbers = np.random.default_rng(1).normal(size=(30, 80)).round(3)
    rows = [[*map(str, row), "ab"[place % 2]] for place, row in enumerate(numbers)]
    return text(rows, [*(f"c{place}" for place in range(80)), "target"])


def explored_of(path: Path, content: str | bytes) -> Explored:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    target = read_table(path).frame.columns[-1]
    explored = explore(Question(source=str(path), targets=(target,)))
    assert isinstance(explored, Explored)
    return explored


DATES = [f"2023-01-{day:02}" for day in range(1, 28)] + ["05.02.2023"] * 20 + ["28/02/2023"] * 10

EXPLORED = {
    "byte order mark and CRLF": (("\ufeff" + text(CLEAN)).replace("\n", "\r\n"), "few-rows"),
    "Latin-1": (with_cells(3, ["Straße"] * 9).encode("latin-1"), "encoding"),
    "UTF-16": (text(CLEAN).encode("utf-16"), "encoding"),
    "semicolons": (text(CLEAN, separator=";"), "separator"),
    "tabs": (text(CLEAN, separator="\t"), "separator"),
    "decimal commas": (text(CLEAN, separator=";").replace(".", ","), "number-format"),
    "sep= line": ("sep=;\n" + text(CLEAN, separator=";"), "sep-line"),
    "thousands": (with_column("price", [f'"{n},{n * 7 % 1000:03}.50"' for n in range(1, 61)]),
                  "number-format"),
    "units": (with_column("price", [f"${n}.00" for n in range(60)]), "number-format"),
    "two columns of one name": (text(CLEAN, ["height", "height", *HEADER[2:]]), "duplicate-name"),
    "no header": (text(CLEAN[1:], CLEAN[0]), "header-missing"),
    "nameless row numbers": (with_column("", list(range(ROWS))), "index-left-out"),
    "comments": ("# exported\n\n" + text(CLEAN), "comments"),
    "NUL bytes": (text(CLEAN).replace("red", "r\0ed", 2), "nul-bytes"),
    "names with blanks": (text(CLEAN, [" height ", *HEADER[1:]]), "renamed-column"),
    "categories that differ by case": (with_cells(3, ["RED", " red", "GREEN ", "Blue"] * 5),
                                       "merged-spellings"),
    "words among numbers": (with_cells(2, ["12 years", "eleven", "unclear"]),
                            "words-among-numbers"),
    "missing in many spellings": (with_cells(1, ["NA", "?", "-", ".", "nan", "None", "#N/A"] * 2),
                                  "missing"),
    "infinities": (with_cells(0, ["inf", "-Infinity", "1e400"] * 3), "infinite"),
    "an empty column": (with_column("empty", [""] * ROWS), "left-out"),
    "a constant column": (with_column("constant", [7] * ROWS), "left-out"),
    "whole numbers beyond a double": (with_column("big", [2**63 + n for n in range(ROWS)]),
                                      "left-out"),
    "a category for every row": (with_column("user", [f"u{n * 7919:06}" for n in range(ROWS)]),
                                 "left-out"),
    "dates in several formats": (with_column("when", [*DATES, "30/02/2023", "2023-13-13", "soon"]),
                                 "unread-dates"),
    "targets missing": (with_cells(4, ["", "NA"] * 5), "target-missing"),
    "a class that occurs once": (with_cells(4, ["maybe"]), "class-with-one-example"),
    "classes written 1.0, 2.0": (with_cells(4, ["1.0", "2.0", "3.0"] * 20), "task"),
    "few of a class": (text([[*row[:-1], str(int(place < 3))] for place, row in
                             enumerate(clean_rows(400))]), "unbalanced"),
    "sorted, with a counter": (text([[str(1000 + place), *row] for place, row in
                                     enumerate(by_target())], ["id", *HEADER]), "sorted-by-target"),
    "the target in other words": (with_column("code", ["R1" if row[-1] == "yes" else "R0"
                                                       for row in CLEAN]), "target-copy"),
    "a number that gives the target away": (
        with_column("copy", [int(row[-1] == "yes") + place / 1000
                             for place, row in enumerate(CLEAN)]), "target-leak"),
    "equal rows": (text(CLEAN[:40] * 4), "equal-rows"),
    "contradicting rows": (text([*CLEAN, *map(flipped, CLEAN)]), "contradicting-rows"),
    "more columns than rows": (wide(), "few-rows-for-columns"),
    "line breaks in cells": (text(quoted([[*row[:3], row[3] + "\nor, so", row[4]]
                                          for row in CLEAN])), "few-rows"),
    "odd text": (with_column("comment", ["=SUM(A1:A9)", "\u202eevil", "x" * 20_000, "🙂"] * 15),
                 "few-rows"),
    "plain text named .gz": (text(CLEAN), "not-gzip"),
}  # fmt: skip


@pytest.mark.parametrize("case", EXPLORED)
def test_it_is_explored_and_said(case: str, tmp_path: Path) -> None:
    content, act = EXPLORED[case]
    name = "table.csv.gz" if act == "not-gzip" else "table.csv"
    explored = explored_of(tmp_path / name, content)
    notes = [*explored.notes, *explored.survey.warnings]
    assert act in {note.act for note in notes}
    assert all(len(note.text) < 500 for note in notes)
    assert "height" in {facts.name for facts in explored.survey.columns} or act in (
        "header-missing",
        "few-rows-for-columns",
    )


REFUSED = {
    "nothing": ("", UnreadableData, "is empty"),
    "a header alone": (text([]), UnreadableData, "has a header but no rows"),
    "one row": (text(CLEAN[:1]), UnreadableData, "has 1 row with a value"),
    "twelve rows": (text(CLEAN[:12]), BadColumn, "Only 9 of the rows to learn from"),
    "the target alone": (text([row[-1:] for row in CLEAN], ["target"]), BadColumn,
                         "no input column left"),
    "one class": (with_cells(4, ["yes"] * ROWS), BadColumn, 'is "yes" in every row'),
    "a target that names rows": (with_cells(4, [f"row{n}" for n in range(ROWS)]), BadColumn,
                                 "looks like an identifier"),
    "lines of unequal length": (text(CLEAN) + "1,2\n3,4,5,6,7,8,9\n", UnreadableData,
                                "line 62: 2 fields where the header names 5"),
    "a web page": ("<!DOCTYPE html>\n<html><body>404, not found</body></html>\n", UnreadableData,
                   "web page"),
    "cut gzip": (gzip.compress(text(CLEAN).encode(), mtime=0)[:-40], UnreadableData, "cut short"),
    "Parquet in name": (b"PAR1 and then something else", UnreadableData, "damaged Parquet"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    content, kind, words = REFUSED[case]
    with pytest.raises(Mendable, match=words) as refused:
        explored_of(tmp_path / "table.csv", content)
    assert type(refused.value) is kind
    assert "\n" not in str(refused.value)


def test_a_cut_line_of_json_is_named(tmp_path: Path) -> None:
    lines = '{"a": 1, "target": "x"}\n' * 20 + '{"a": 1, "targ'
    with pytest.raises(UnreadableData, match="line 21: not valid JSON"):
        explored_of(tmp_path / "table.jsonl", lines)


def test_zip_codes_keep_their_zeros_and_yes_is_yes_in_any_spelling(tmp_path: Path) -> None:
    codes = [f"0{6333 + place % 3}" for place in range(ROWS)]
    rows = [
        [code, flag, *row]
        for code, flag, row in zip(codes, ["Yes", "no", "TRUE", "n"] * 15, CLEAN, strict=True)
    ]
    explored = explored_of(tmp_path / "table.csv", text(rows, ["zip", "flag", *HEADER]))
    columns = {column.name: column for column in explored.schema.columns}
    assert columns["zip"].categories == ("06333", "06334", "06335")
    assert columns["flag"].kind == "boolean"


def test_what_a_model_is_asked_about_later(tmp_path: Path) -> None:
    """Columns in another order and one more; an unseen category; one absent; words for numbers."""
    schema, _ = infer_schema(table(tmp_path, text(CLEAN)), ["target"])
    known, _ = encode(table(tmp_path, text(CLEAN)), schema, with_target=False)

    mixed = [["9", *row[::-1]] for row in CLEAN]
    found, notes = encode(
        table(tmp_path, text(mixed, ["extra", *HEADER[::-1]])), schema, with_target=False
    )
    assert np.array_equal(found.numbers, known.numbers)
    assert np.array_equal(found.categories, known.categories)
    assert [note.act for note in notes] == ["extra-columns"]

    _, notes = encode(table(tmp_path, with_cells(3, ["violet"])), schema, with_target=False)
    assert [note.act for note in notes] == ["unseen-categories"]
    absent = text([[row[0], *row[2:]] for row in CLEAN], [HEADER[0], *HEADER[2:]])
    with pytest.raises(BadColumn, match='column "weight" is missing'):
        encode(table(tmp_path, absent), schema, with_target=False)
    with pytest.raises(BadColumn, match=r'"height" held numbers .* row 1 holds "tall"'):
        encode(table(tmp_path, with_cells(0, ["tall"] * 50)), schema, with_target=False)


def table(folder: Path, content: str):
    (folder / "later.csv").write_text(content, encoding="utf-8")
    return read_table(folder / "later.csv").frame
