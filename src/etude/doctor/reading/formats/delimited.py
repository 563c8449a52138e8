"""Delimited text: CSV of any hand, Lightning's ``metrics.csv``, Keras' ``CSVLogger``."""

from pathlib import Path

from etude.data.delimited import read_delimited
from etude.doctor.reading.log import Log, read_rows
from etude.errors import UnreadableData
from etude.records.figures import counted

NAME = "CSV"
ORDER = 5


def reads(data: bytes) -> bool:
    """Any text may be a table; what it is not, reading says."""
    return True


def read(data: bytes, path: Path) -> Log:
    """The rows; a last line that is cut off and headers among the rows are left out, with a note.

    Raises: UnreadableData where the lines do not make a table of numbers.
    """
    names, cells, notes = _cells(data, path)
    headers = [row for row in cells if _is_header(row, names)]
    bare = [name.strip() for name in names]
    rows, unread = read_rows(
        () if _is_header(row, names) else zip(bare, row, strict=True) for row in cells
    )
    if headers:
        notes.append(f"{counted(len(headers), 'header')} among the rows left out.")
    if not rows:
        raise UnreadableData(f"{path} holds no numbers; name the file with the training's curves.")
    return Log(NAME, rows, tuple(notes), unread)


def _cells(
    data: bytes, path: Path
) -> tuple[tuple[str, ...], list[tuple[str | None, ...]], list[str]]:
    try:
        frame, names, _ = read_delimited(data, path)
        return names, frame.rows(), []
    except UnreadableData:
        whole, end, rest = data.rstrip(b"\r\n").rpartition(b"\n")
        if not whole.count(b"\n"):
            raise
        try:
            frame, names, _ = read_delimited(whole + end, path)
        except UnreadableData:
            rest = b""
        if not rest:
            raise
    return names, frame.rows(), [f"The last line of {path.name} is cut off; it was left out."]


def _is_header(row: tuple[str | None, ...], names: tuple[str, ...]) -> bool:
    return row == names
