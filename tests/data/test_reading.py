"""Reading a table: hostile bytes in, a clean table or one plain sentence out."""

import gzip
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from etude.data import sources
from etude.data.reading import RawTable, read_frame, read_table, write_frame
from etude.errors import EtudeError, Mendable, SealBroken, UnreadableData

ROWS = [("1.5", "red", "yes"), ("2.5", "blue", "no"), ("3.5", "red", "yes"), ("-4", "blue", "no")]
HEADER = ("height", "colour", "target")
PLAIN = "\n".join(",".join(row) for row in (HEADER, *ROWS)) + "\n"

Reader = Callable[..., RawTable]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Write content to a file and read it back as a table."""

    def read_content(content: str | bytes, filename: str = "some.csv") -> RawTable:
        path = tmp_path / filename
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(path)

    return read_content


def acts(table: RawTable) -> dict[str, int | None]:
    return {note.act: note.count for note in table.notes}


def is_plain(table: RawTable) -> bool:
    return tuple(table.frame.columns) == HEADER and table.frame.rows() == ROWS


def test_a_plain_file_is_read_as_text_without_notes(read: Reader) -> None:
    table = read(PLAIN)
    assert is_plain(table)
    assert set(table.frame.dtypes) == {pl.String}
    assert table.notes == ()
    assert table.name == "some"
    assert table.fingerprint == hashlib.sha256(PLAIN.encode()).hexdigest()


@pytest.mark.parametrize(
    ("content", "noted"),
    [
        (b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode(), set()),
        (PLAIN.replace("\n", "\r").encode(), set()),
        (PLAIN.rstrip("\n").encode(), set()),
        (PLAIN.encode() + b"\n\n", set()),
        (PLAIN.encode("utf-16"), {"encoding"}),
        (PLAIN.encode("utf-16-le"), {"encoding"}),
        (PLAIN.replace("red", "r\x00ed").encode(), {"nul-bytes"}),
        (PLAIN.replace(",", ";").encode(), {"separator"}),
        (PLAIN.replace(",", "\t").encode(), {"separator"}),
        (PLAIN.replace(",", " | ").encode(), {"separator", "renamed-column"}),
        (b"sep=;\r\n" + PLAIN.replace(",", ";").encode(), {"sep-line", "separator"}),
        (b"# made in 2024, by hand\n\n" + PLAIN.encode(), {"comments", "blank-lines"}),
        (PLAIN.replace("\n", "\n\n").encode() + b"# end\n", {"blank-lines", "comments"}),
        (PLAIN.replace("red", '"red"').replace("\n", "\n\n").encode(), {"blank-lines"}),
        (b"# " + PLAIN.encode(), set()),
        (PLAIN.replace(",", " ,  ").encode(), {"renamed-column"}),
        (gzip.compress(PLAIN.encode(), mtime=0), set()),
        (
            gzip.compress(PLAIN[:30].encode(), mtime=0)
            + gzip.compress(PLAIN[30:].encode(), mtime=0),
            set(),
        ),
    ],
)
def test_one_table_comes_out_of_every_spelling(
    read: Reader, content: bytes, noted: set[str]
) -> None:
    table = read(content)
    assert is_plain(table)
    assert set(acts(table)) == noted


def test_skipped_lines_are_counted(read: Reader) -> None:
    table = read(PLAIN.replace("\n", "\n\n") + "# end\n# really\n")
    assert acts(table) == {"blank-lines": 5, "comments": 2}


def test_windows_1252_is_read_with_a_note(read: Reader) -> None:
    table = read("name,n\ncafé €,1\n".encode("cp1252"))
    assert table.frame["name"].to_list() == ["café €"]
    assert "cp1252" in table.notes[0].text


def test_plain_text_named_gz_is_read_with_a_note(read: Reader) -> None:
    table = read(PLAIN, "some.csv.gz")
    assert is_plain(table)
    assert table.name == "some"
    assert set(acts(table)) == {"not-gzip"}


def test_decimal_commas_do_not_win_over_semicolons(read: Reader) -> None:
    table = read("a;b\n1,5;2,5\n3,5;4,5\n")
    assert table.frame.rows() == [("1,5", "2,5"), ("3,5", "4,5")]


def test_quoted_cells_keep_separators_line_breaks_and_quotes(read: Reader) -> None:
    table = read('a,note\n1,"one, two\nthree ""four"""\n2,"# five"\n')
    assert table.frame["note"].to_list() == ['one, two\nthree "four"', "# five"]


def test_a_quotation_mark_inside_a_plain_cell_is_a_character(read: Reader) -> None:
    table = read('a,b\n5" pipe,1\n7" pipe,2\nx,3\n')
    assert table.frame["a"].to_list() == ['5" pipe', '7" pipe', "x"]


def test_unbalanced_quotes_in_every_row_are_characters(read: Reader) -> None:
    table = read('a\tb\n"x\t1\n"y\t2\n"z\t3\n')
    assert table.frame["a"].to_list() == ['"x', '"y', '"z']
    assert "quotes-literal" in acts(table)


def test_empty_cells_are_missing_and_outer_blanks_go(read: Reader) -> None:
    table = read('a,b,c\n,"", \n red ,\u00a0x,1\n')
    assert table.frame.rows() == [(None, None, None), ("red", "x", "1")]


def test_a_cell_that_begins_with_a_hash_is_no_comment(read: Reader) -> None:
    table = read("colour,n\n#ff0000,1\n#00ff00,2\n")
    assert table.frame["colour"].to_list() == ["#ff0000", "#00ff00"]


def test_a_very_long_cell_survives_the_careful_path(read: Reader) -> None:
    table = read(f'a,b\n1,"{"x" * 200_000}"\n\n2,y\n')
    assert table.frame["b"].str.len_bytes().to_list() == [200_000, 1]


def test_one_column_of_free_text_is_not_cut(read: Reader) -> None:
    table = read("text\nHello, world\nNo comma here\nOne, two, three\n")
    assert table.frame["text"].to_list() == ["Hello, world", "No comma here", "One, two, three"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b,c\n1,2,3\n1,2\n1,2,3\n1,2,3,4\n", "line 3: 2 fields where the header names 3"),
        ("a,b,c\n1,2,3\n1,2,3\n1,2,3,4\n", "line 4: 4 fields where the header names 3"),
        ('# top\na,b\n"x\ny",2\n1\n3,4\n5,6\n', "line 5: 1 field where the header names 2"),
        ("a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3\n", "line 2: 2 fields where the header names 3"),
        ("a,b\n1,2,3\n4,5,6\n7,8,9\n", "line 2: 3 fields where the header names 2"),
        ('a,b\n1,2\n3,"4\n5,6,7\n', "line 3: a quotation mark is never closed"),
    ],
)
def test_rows_of_unequal_length_are_refused_by_line(read: Reader, content: str, said: str) -> None:
    with pytest.raises(UnreadableData, match=said):
        read(content)


def test_ragged_rows_are_counted(read: Reader) -> None:
    with pytest.raises(UnreadableData, match=r"2 of 4 rows: line 3, line 5"):
        read("a,b,c\n1,2,3\n1,2\n1,2,3\n1,2,3,4\n")


@pytest.mark.parametrize(
    ("content", "filename", "said"),
    [
        (b"", "x.csv", "is empty"),
        (b" \n,,\n", "x.csv", "only blanks"),
        (b"\n# a\n# b\n", "x.csv", "only comments"),
        (b"a,b\n", "x.csv", "a header but no rows"),
        (b"<!DOCTYPE html><html></html>", "x.csv", "web page"),
        (b"PK\x03\x04....", "x.xlsx", "Excel workbook"),
        (bytes(range(256)) * 8, "x.txt", "is not text"),
        (b"PAR1 and then nonsense", "x.parquet", "damaged Parquet"),
        (b"a,b\n1,2\n", "x.parquet", "not a Parquet file"),
        (gzip.compress(PLAIN.encode() * 99, mtime=0)[:-20], "x.csv.gz", "cut short"),
        (b"\x1f\x8b" + bytes(40), "x.csv.gz", "damaged"),
        (b'{"a": 1}\n{"a":\n', "x.jsonl", "line 2: not valid JSON"),
        (b'{"a": 1}\n[2]\n', "x.jsonl", "line 2: list where an object"),
        (b"[\n1\n]", "x.json", "one JSON document"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(
    read: Reader, content: bytes, filename: str, said: str
) -> None:
    with pytest.raises(UnreadableData, match=said) as caught:
        read(content, filename)
    assert filename in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_decompression_bomb_is_refused(monkeypatch: pytest.MonkeyPatch, read: Reader) -> None:
    monkeypatch.setattr(sources, "TRUSTED_BYTES", 2**20)
    with pytest.raises(UnreadableData, match="decompression bomb"):
        read(gzip.compress(b"a,b\n" + b"1,2\n" * 500_000, mtime=0), "bomb.csv.gz")


def test_an_absent_file_suggests_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "titanic.csv").write_text(PLAIN)
    with pytest.raises(UnreadableData, match=r"did you mean titanic\.csv\?"):
        read_table(tmp_path / "titanik.csv")
    with pytest.raises(UnreadableData, match="nor does the folder"):
        read_table(tmp_path / "absent" / "titanic.csv")
    with pytest.raises(UnreadableData, match="is a folder"):
        read_table(tmp_path)
    with pytest.raises(UnreadableData, match="nothing is fetched"):
        read_table("https://example.com/titanic.csv")


@pytest.mark.parametrize(
    "content",
    [
        "1.5,red,yes\n2.5,blue,no\n3.5,red,yes\n",
        "red,yes\nblue,no\nred,no\nblue,yes\n",
        "0,1,1\n1,1,0\n0,0,0\n",
        "ham,see you\nspam,win\nham,hello\nspam,now\n",
    ],
)
def test_a_first_row_of_data_gets_made_up_names(read: Reader, content: str) -> None:
    table = read(content)
    assert table.frame.columns[0] == "column_1"
    assert table.frame.height == content.count("\n")
    assert "header-missing" in acts(table)


@pytest.mark.parametrize(
    "content",
    [
        "country,2019,2020,2021\nx,1.5,2,3\ny,4,5,6\n",
        "0,1,2,3\n0,0,0,7\n0,0,0,9\n",
        "colour,target\nred,yes\nblue,no\n",
        "a,b\n1,2\n",
    ],
)
def test_names_are_not_taken_for_data(read: Reader, content: str) -> None:
    assert read(content).frame.height == content.count("\n") - 1


def test_names_become_usable_and_unique(read: Reader) -> None:
    table = read(' height ,"age\nyears",\ufeffheight,height_2,,Weight (kg)\n1,2,3,4,5,6\n')
    names = ["height", "age years", "height_3", "height_2", "column_5", "Weight (kg)"]
    assert table.frame.columns == names
    assert [note.column for note in table.notes] == [names[0], *names[1:3], names[4]]


@pytest.mark.parametrize("name", ["", "Unnamed: 0"])
def test_nameless_row_numbers_and_empty_columns_are_left_out(read: Reader, name: str) -> None:
    table = read(f"{name},a,\n0,5,\n1,5,\n2,6,\n")
    assert table.frame.columns == ["a"]
    assert acts(table) == {"index-left-out": 3, "empty-column-left-out": 3}


def test_json_lines_keep_their_types(read: Reader) -> None:
    rows = [
        {"n": 1, "x": 1, "s": "a", "b": True, "deep": {"k": [1]}, "mix": 1},
        {"n": 2, "x": 2.5, "s": "", "b": None, "deep": None, "mix": "one", "late": 2**70},
    ]
    table = read("\n".join(map(json.dumps, rows)), "x.ndjson")
    assert table.frame.row(1) == (2, 2.5, "", None, None, "one", float(2**70))
    assert table.frame["deep"].to_list() == ['{"k": [1]}', None]
    assert acts(table) == {"nested": 2, "mixed-types": 2}
    assert {note.column for note in table.notes} == {"deep", "mix"}


def test_json_lines_are_known_by_their_content(read: Reader) -> None:
    assert read(b'{"a": 1}\n{"a": 2}\n', "export.txt").frame["a"].to_list() == [1, 2]


def test_parquet_keeps_its_types_even_gzipped_and_misnamed(read: Reader) -> None:
    frame = pl.DataFrame({"n": [1, 2], "when": [None, 0], "c": ["a", "b"]}).with_columns(
        pl.col("when").cast(pl.Date), pl.col("c").cast(pl.Categorical)
    )
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    table = read(gzip.compress(buffer.getvalue(), mtime=0), "x.dat")
    assert table.frame.dtypes == [pl.Int64, pl.Date, pl.String]
    assert table.frame.equals(frame.cast({"c": pl.String}))


def test_a_parquet_of_billions_of_cells_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("etude.data.reading.MAXIMUM_CELLS", 999)
    pl.DataFrame({"a": [0] * 1000}).write_parquet(tmp_path / "x.parquet")
    with pytest.raises(UnreadableData, match="1000 rows of 1 columns"):
        read_table(tmp_path / "x.parquet")


def test_every_library_gives_the_same_table_and_fingerprint() -> None:
    columns = {
        "n": [1, 2, 3],
        "x": [0.5, None, 2.0],
        "s": ["a", None, "é"],
        "b": [True, False, True],
    }
    frame = pl.DataFrame(columns)
    tables = [
        read_table(frame),
        read_table(frame.lazy()),
        read_table(columns),
        read_table(pa.table(columns)),
        read_table(pd.DataFrame(columns).astype({"n": "int64"}).convert_dtypes()),
    ]
    assert all(table.frame.equals(frame) for table in tables)
    assert len({table.fingerprint for table in tables}) == 1
    changed = read_table(frame.with_columns(n=pl.Series([1, 2, 4])))
    assert changed.fingerprint != tables[0].fingerprint


def test_the_fingerprint_is_the_same_in_another_process() -> None:
    code = (
        "from etude.data.reading import read_table as r; print(r({'s': ['x', None]}).fingerprint)"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == read_table({"s": ["x", None]}).fingerprint


def test_arrays_get_numbered_columns() -> None:
    table = read_table(np.array([[1.0, np.nan], [2.0, 3.0]], dtype=np.float32), name="points")
    assert table.frame.columns == ["x0", "x1"]
    assert table.frame.dtypes == [pl.Float32, pl.Float32]
    assert table.name == "points"
    assert read_table(np.array([["a", 1]], dtype=object)).frame.rows() == [("a", 1)]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (np.zeros(3), "1 axes"),
        ({"a": [1], "b": [1, 2]}, "a: 1, b: 2"),
        ({"a": 3}, "holds one int"),
        ({}, "no columns"),
        (pl.DataFrame({"a": []}), "no rows"),
        (7, "int cannot be read"),
        (pl.DataFrame({"raw": [b"\xff\xfe"]}), '"raw" holds bytes'),
    ],
)
def test_what_is_no_table_in_memory_is_refused(source: object, said: str) -> None:
    with pytest.raises(UnreadableData, match=said):
        read_table(source)


def test_a_pandas_index_stays_only_where_it_tells_something() -> None:
    frame = pd.DataFrame({"a": [1, 2]}, index=[7, 3])
    assert read_table(frame).frame.columns == ["a"]
    assert read_table(frame.rename_axis("key")).frame.columns == ["key", "a"]
    timed = frame.set_index(pd.DatetimeIndex(["2024-01-01", "2024-01-02"], name="when"))
    assert read_table(timed).frame.dtypes[0] == pl.Datetime


def test_odd_pandas_columns_are_held() -> None:
    frame = pd.DataFrame([[1, "x", [1]], ["one", None, None]], columns=["a", "a", 3])
    table = read_table(frame)
    assert table.frame.columns == ["a", "a_2", "3"]
    assert table.frame.rows() == [("1", "x", "[1]"), ("one", None, None)]


def test_pandas_without_pyarrow_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({
        "number": [1.5, None],
        "word": ["x", None],
        "kind": pd.Categorical(["u", None]),
        "whole": pd.array([1, None], dtype="Int64"),
        "flag": pd.array([True, None], dtype="boolean"),
        "when": pd.to_datetime(["2024-01-01", None]),
    })  # fmt: skip
    with_pyarrow = read_table(frame)

    def missing(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")

    monkeypatch.setattr(pl, "from_pandas", missing)
    assert read_table(frame).frame.equals(with_pyarrow.frame)


def test_odd_types_become_plain_ones() -> None:
    frame = pl.DataFrame({"l": [[1, 2]], "s": [{"k": 1}], "d": [90]}).with_columns(
        pl.col("d").cast(pl.Duration("ms")), pl.lit(None).alias("none"), pl.lit(b"x").alias("raw")
    )
    table = read_table(frame)
    assert table.frame.row(0) == ("[1, 2]", '{"k": 1}', 0.09, None, "x")
    assert set(acts(table)) == {"nested", "duration"}


def test_a_frame_is_written_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "rows.arrow"
    frame = pl.DataFrame({"a": ["x", None], "b": [1.5, 2.0]})
    write_frame(frame, path)
    assert read_frame(path).equals(frame)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_frame(frame.head(1), path)
    assert read_frame(path).equals(frame)
    assert [entry.name for entry in tmp_path.iterdir()] == ["rows.arrow"]


def test_a_damaged_frame_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.arrow"
    write_frame(pl.DataFrame({"a": list(range(999))}), path)
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(UnreadableData, match="damaged"):
        read_frame(path)


def test_the_tree_of_errors() -> None:
    assert issubclass(UnreadableData, Mendable)
    assert SealBroken.__mro__[1] is EtudeError
