"""A delimited text as a frame of strings: fast where the text is regular, careful where not.

Polars reads the text first; it pads short rows and turns blank and comment lines into rows, so
its answer is believed only if the separators add up. Otherwise the rows are read one by one.
"""

import csv
import io
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from etude.data.delimited_layout import (
    NO_SEPARATOR,
    SEPARATOR_NAMES,
    Layout,
    Record,
    find_layout,
    records,
    skipped_lines,
)
from etude.errors import UnreadableData
from etude.records.figures import counted
from etude.records.note import Note

MAXIMUM_COLUMNS = 100_000
NAMED_LINES = 3  # ragged lines that an error names

StringTable = tuple[pl.DataFrame, tuple[str, ...], list[Note]]


def read_delimited(data: bytes, path: Path) -> StringTable:
    """Read a delimited text; every cell stays the text that was written.

    In:     clean UTF-8 bytes; path only to name the file in messages.
    Out:    a frame of String columns (outer blanks stripped, empty cells null) whose names are
            placeholders; the names as written, "column_1", ... where there is no header; notes.
    Raises: UnreadableData if there are no rows, too many columns, or rows of unequal length.
    """
    layout = find_layout(data, path)
    if layout.width > MAXIMUM_COLUMNS:
        message = f"has {layout.width} columns, more than {MAXIMUM_COLUMNS}; is it transposed?"
        raise UnreadableData(f"{path} {message}")
    body = data[layout.body : _end_of_rows(data)]
    frame, notes = _fast(body, layout), list[Note]()
    if frame is None and b'"' not in body:
        frame, notes = _fast_without_idle_lines(body, layout)
    if frame is None:
        frame, notes = _careful(body.decode(), layout, path)
    if not frame.height:
        raise UnreadableData(f"{path} has a header but no rows; export the table again.")
    names = layout.header or tuple(f"column_{index + 1}" for index in range(layout.width))
    return _stripped(frame, body), names, [*layout.notes, *notes]


def _end_of_rows(data: bytes) -> int:
    end = len(data)
    while end and data[end - 1] in b"\r\n":
        end -= 1
    return end


def _schema(width: int) -> dict[str, type[pl.String]]:
    return {f"field_{index}": pl.String for index in range(width)}


def _fast(body: bytes, layout: Layout, *, hash_is_data: bool = False) -> pl.DataFrame | None:
    """The frame as polars reads it, or None where that answer cannot be trusted."""
    if re.search(rb"\S", body) is None:
        return None
    with suppress(pl.exceptions.PolarsError):
        schema = _schema(layout.width)
        frame = pl.read_csv(body, has_header=False, separator=layout.separator, schema=schema)
        comment = not hash_is_data and frame.to_series(0).str.starts_with("#").any()
        if not comment and _is_regular(frame, body, layout):
            return frame
    return None


def _fast_without_idle_lines(body: bytes, layout: Layout) -> tuple[pl.DataFrame | None, list[Note]]:
    """As `_fast`, blank lines and comments left out; only for a text without quotation marks."""
    lines = body.split(b"\n")
    separator, separators = layout.separator.encode(), layout.width - 1
    filled = [line for line in lines if line.strip()]
    kept = [line for line in filled if line[0] != 35 or line.count(separator) == separators]
    if len(kept) == len(lines):
        return None, []
    frame = _fast(b"\n".join(kept), layout, hash_is_data=True)
    notes = skipped_lines(len(filled) - len(kept), len(lines) - len(filled), "among the rows")
    return frame, notes


def _is_regular(frame: pl.DataFrame, body: bytes, layout: Layout) -> bool:
    """Whether no row was short or blank: the separators outside cells add up."""
    if layout.width == 1:
        return not frame.to_series(0).has_nulls()
    found = body.count(layout.separator.encode())
    if b'"' in body:
        found -= _count_in_cells(frame, layout.separator)
    return found == frame.height * (layout.width - 1)


def _count_in_cells(frame: pl.DataFrame, separator: str) -> int:
    counted = pl.all().str.count_matches(separator, literal=True).cast(pl.Int64).sum()
    return int(frame.select(counted).sum_horizontal().item())


def _stripped(frame: pl.DataFrame, body: bytes) -> pl.DataFrame:
    """Cells without outer blanks, empty ones null."""
    if b" " in body or b"\t" in body or b'"' in body or not body.isascii():
        frame = frame.with_columns(pl.all().str.strip_chars())
    if frame.select((pl.all().str.len_bytes() == 0).any()).sum_horizontal().item():
        empty = pl.all().str.len_bytes() == 0
        frame = frame.select(pl.when(~empty).then(pl.all()))
    return frame


@dataclass
class _Sieve:
    """Sorts the records of a text while they are read one by one."""

    width: int
    rows: list[list[str]] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)  # line, fields
    comments: int = 0
    blank: int = 0

    def put(self, record: Record) -> None:
        line, fields, written = record
        if not written.strip():
            self.blank += 1
        elif len(fields) == self.width:
            self.rows.append(fields)
        elif written.startswith("#"):
            self.comments += 1
        else:
            self.ragged.append((line, len(fields)))

    def frame(self) -> pl.DataFrame:
        schema = _schema(self.width)
        columns = zip(*self.rows, strict=True) if self.rows else [()] * self.width
        return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema)


def _careful(text: str, layout: Layout, path: Path) -> tuple[pl.DataFrame, list[Note]]:
    notes: list[Note] = []
    try:
        sieve = _sift(text, layout, path, quoted=True)
    except UnreadableData as error:
        sieve = _sift_unquoted(text, layout, path, error)
        told = "Quotation marks enclose no fields here; they were read as plain characters."
        notes = [Note("quotes-literal", told)]
    return sieve.frame(), [*notes, *skipped_lines(sieve.comments, sieve.blank, "among the rows")]


def _sift_unquoted(text: str, layout: Layout, path: Path, error: UnreadableData) -> _Sieve:
    if '"' in text:
        with suppress(UnreadableData):  # the first reading says better what is wrong
            return _sift(text, layout, path, quoted=False)
    raise error


def _sift(text: str, layout: Layout, path: Path, *, quoted: bool) -> _Sieve:
    sieve = _Sieve(layout.width)
    record: Record = (1, [], "")
    try:
        lines = io.StringIO(text, newline="")
        for record in records(lines, layout.separator, quoted=quoted):
            sieve.put(record)
    except csv.Error as error:
        message = f"{path} cannot be split into fields after line {layout.line + record[0] - 1}"
        raise UnreadableData(f"{message}: {error}; mend that line.") from error
    if quoted and _is_unclosed(record[2]):
        message = f"{path}, line {layout.line + record[0] - 1}: a quotation mark is never closed"
        raise UnreadableData(f'{message}; close it, or write it twice ("") inside a quoted field.')
    if sieve.ragged:
        raise UnreadableData(_ragged_message(sieve, layout, path))
    return sieve


def _is_unclosed(written: str) -> bool:
    return "\n" in written.rstrip("\r\n") and written.count('"') % 2 == 1


def _ragged_message(sieve: _Sieve, layout: Layout, path: Path) -> str:
    lines = [f"line {layout.line + line - 1}" for line, _ in sieve.ragged[:NAMED_LINES]]
    fields = sieve.ragged[0][1]
    expected = f"the header names {layout.width}" if layout.header else f"{layout.width} come first"
    told = f"{path}, {lines[0]}: {counted(fields, 'field')} where {expected}"
    total, rows = len(sieve.ragged), len(sieve.ragged) + len(sieve.rows)
    if total > 1:
        rest = ", ..." if total > NAMED_LINES else ""
        told += f" (so in {total} of {rows} rows: {', '.join(lines)}{rest})"
    way_out = "mend or remove these lines"
    if layout.separator != NO_SEPARATOR:
        name = SEPARATOR_NAMES.get(layout.separator, layout.separator)
        way_out += f", or put quotes around cells that hold a {name}"
    return f"{told}; {way_out}."
