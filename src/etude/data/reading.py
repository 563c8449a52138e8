"""Reading a table: any source a person may hold becomes one RawTable, with notes of what was done.

Nothing is guessed about what the cells mean: the columns of a delimited text stay text, exactly as
written. Typed sources keep their types.
"""

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from etude.data.column_names import with_tidy_names
from etude.data.delimited import MAXIMUM_COLUMNS, read_delimited
from etude.data.json_lines import looks_like_json_lines, read_json_lines
from etude.data.memory_frames import content_fingerprint, frame_in_memory, plain_types
from etude.data.sources import clean_text, stored_bytes, unpacked
from etude.data.text.folder import read_folder
from etude.errors import UnreadableData
from etude.records.durable import whole_file
from etude.records.note import Note
from etude.records.series_form import SeriesForm

MAXIMUM_CELLS = 2 * 10**9  # of a columnar file, known before it is decoded: 16 GB as numbers
PARQUET_MAGIC = b"PAR1"
ARROW_MAGIC = b"ARROW1"
# polars panics, instead of raising, at some damaged Arrow files
DAMAGED = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError)

NamedFrame = tuple[pl.DataFrame, list[str], list[Note]]


@dataclass(frozen=True)
class RawTable:
    """A table as it was found, before anyone asks what its cells mean.

    frame:       at least one row and one column; names tidy and unique. Columns of a delimited
                 text are all String, outer blanks stripped, empty cells null. Typed sources:
                 String, Boolean, integers, floats, Date, Datetime.
    name:        the file's name without its endings, or "data".
    notes:       what was repaired, skipped or renamed, each with a count.
    fingerprint: SHA-256 of the file's bytes, or of the frame's content for data in memory.
    series:      how rows were put together to series, one row each; None where they are rows.
    """

    frame: pl.DataFrame
    name: str
    notes: tuple[Note, ...]
    fingerprint: str
    series: SeriesForm | None = None

    @property
    def series_names(self) -> tuple[str, ...]:
        """Names of the series, row by row; empty where no column names them."""
        if self.series is None or not self.series.identifier:
            return ()
        return tuple(self.frame[self.series.identifier].cast(pl.String).fill_null(""))


def read_table(source: object, *, name: str | None = None) -> RawTable:
    """Read a table from a file or from memory.

    In:     a path to csv, tsv, txt, Parquet, Arrow or jsonl (each also gzipped; the content
            decides, not the name), or to a folder with one sub-folder of .txt files a class
            (columns ``text`` and ``label``); or a polars, pandas or Arrow frame, a dict of arrays,
            or a 2-D array (columns x0, x1, ...). name: what to call it, the file's stem by default.
    Out:    the table with notes on everything that was done to it.
    Raises: UnreadableData, which names the file and line and says what to do.
    Blind:  a comment line with exactly as many fields as the rows is taken for a row.
    """
    if isinstance(source, (str, os.PathLike)):
        return _read_file(Path(os.fspath(source)), name)
    frame, notes = _finished(*frame_in_memory(source), told="The data")
    return RawTable(frame, name or "data", notes, content_fingerprint(frame))


def write_frame(frame: pl.DataFrame, path: str | Path) -> None:
    """Write a frame as an Arrow file: whole or not at all, whatever interrupts it.

    Source: a temporary file, fsync and rename left 0 of 20 files unreadable after SIGKILL.
    """
    with whole_file(Path(path)) as file:
        frame.write_ipc(file)


def read_frame(path: str | Path) -> pl.DataFrame:
    """Read a frame that `write_frame` wrote.

    Raises: UnreadableData if the file is absent, empty or damaged.
    """
    data = stored_bytes(Path(path))
    try:
        return pl.read_ipc(data)
    except DAMAGED as error:
        message = f"{path} is damaged: it is not a whole Arrow file; make the study again."
        raise UnreadableData(message) from error


def _read_file(path: Path, name: str | None) -> RawTable:
    if path.is_dir():
        folder = read_folder(path)
        return RawTable(folder.frame, name or path.name, folder.notes, folder.fingerprint)
    stored = stored_bytes(path)
    data, unpacking = unpacked(stored, path)
    parsed, names, found = _parsed(data, path)
    frame, notes = _finished(parsed, names, [*unpacking, *found], told=str(path))
    fingerprint = hashlib.sha256(stored).hexdigest()
    return RawTable(frame, name or _stem(path), notes, fingerprint)


def _stem(path: Path) -> str:
    bare = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return bare.stem


def _parsed(data: bytes, path: Path) -> NamedFrame:
    """The content by what it is; the name of the file only helps where the content is silent."""
    endings = {suffix.lower() for suffix in path.suffixes}
    if data.startswith(PARQUET_MAGIC):
        return _columnar(data, path, "Parquet", pl.scan_parquet)
    if data.startswith(ARROW_MAGIC):
        return _columnar(data, path, "Arrow", pl.scan_ipc)
    if endings & {".parquet", ".pq"}:
        message = f"{path} is not a Parquet file, although it is named so; fetch or save it again."
        raise UnreadableData(message)
    text = clean_text(data, path)
    if endings & {".jsonl", ".ndjson"} or looks_like_json_lines(text.data):
        frame, notes = read_json_lines(text.data, path)
        if ".json" in endings and frame.height == 1:
            raise _one_document(path)
        return frame, frame.columns, [*text.notes, *notes]
    if ".json" in endings:
        raise _one_document(path)
    frame, names, notes = read_delimited(text.data, path)
    return frame, list(names), [*text.notes, *notes]


def _one_document(path: Path) -> UnreadableData:
    return UnreadableData(
        f"{path} is one JSON document, as of questions and answers, where Etude reads tables, texts"
        f" and series with an answer a row; write one object a line and name it .jsonl."
    )


def _columnar(
    data: bytes, path: Path, kind: str, scan: Callable[[io.BytesIO], pl.LazyFrame]
) -> NamedFrame:
    try:
        lazy = scan(io.BytesIO(data))
        _refuse_large(lazy, path)
        frame, notes = plain_types(lazy.collect())
    except DAMAGED as error:
        message = f"{path} is a damaged {kind} file ({_first_line(error)}); fetch it again."
        raise UnreadableData(message) from error
    return frame, frame.columns, notes


def _refuse_large(lazy: pl.LazyFrame, path: Path) -> None:
    """Refuse by the file's own summary, before a small file becomes billions of cells."""
    rows = lazy.select(pl.len()).collect().item()
    columns = len(lazy.collect_schema())
    if rows * columns > MAXIMUM_CELLS or columns > MAXIMUM_COLUMNS:
        message = f"{path} holds {rows} rows of {columns} columns, too many to read at once"
        raise UnreadableData(f"{message}; take a sample of it first.")


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0].strip().rstrip(".")


def _finished(
    frame: pl.DataFrame, names: list[str], notes: list[Note], *, told: str
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    if not frame.width:
        raise UnreadableData(f"{told} has no columns; give a table with at least one.")
    if not frame.height:
        raise UnreadableData(f"{told} has columns but no rows; give at least one row.")
    tidy, found = with_tidy_names(frame, names)
    if not tidy.width:
        raise UnreadableData(f"{told} has only nameless row numbers; name its columns.")
    return tidy, (*notes, *found)
