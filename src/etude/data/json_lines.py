"""JSON lines: one object a line becomes one row."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from etude.data.memory_frames import series_of
from etude.errors import UnreadableData
from etude.records.note import Note

FIRST_LINE_BYTES = 2**20


def looks_like_json_lines(data: bytes) -> bool:
    """Whether the first line that is not blank is a whole JSON object."""
    line = data[:FIRST_LINE_BYTES].lstrip().partition(b"\n")[0]
    if not line.startswith(b"{"):
        return False
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def read_json_lines(data: bytes, path: Path) -> tuple[pl.DataFrame, list[Note]]:
    """Read one JSON object a line; a key that a line lacks is missing there.

    In:     clean UTF-8 bytes; path only to name the file in messages.
    Out:    a frame whose columns keep their JSON types; nested values become JSON text, a column
            of several types becomes text, each with a note.
    Raises: UnreadableData naming the line that is broken or not an object.
    """
    objects = [
        _object(line, number, path)
        for number, line in enumerate(data.split(b"\n"), start=1)
        if line.strip()
    ]
    names = dict.fromkeys(name for row in objects for name in row)
    notes: list[Note] = []
    columns = []
    for name in names:
        column, found = series_of(name, [row.get(name) for row in objects])
        columns.append(column)
        notes += found
    return pl.DataFrame(columns), notes


def _object(line: bytes, number: int, path: Path) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        message = f"{path}, line {number}: not valid JSON ({reason})"
        raise UnreadableData(f"{message}; mend or remove that line.") from error
    if not isinstance(value, dict):
        message = f"{path}, line {number}: {type(value).__name__} where an object is needed"
        raise UnreadableData(f"{message}; write one JSON object a line.")
    return value
