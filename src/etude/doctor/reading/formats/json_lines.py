"""JSON lines: one object a logged row."""

import json
from contextlib import suppress
from pathlib import Path

from etude.doctor.reading.documents import rows_of
from etude.doctor.reading.log import Log
from etude.errors import UnreadableData
from etude.records.figures import counted

NAME = "JSON lines"
ORDER = 3


def reads(data: bytes) -> bool:
    """Whether the first line that is not blank is a whole JSON object, and others follow it or
    it is no history."""
    first, _, rest = data.lstrip().partition(b"\n")
    with suppress(ValueError, RecursionError):
        row = json.loads(first)
        if not isinstance(row, dict):
            return False
        return bool(rest.strip()) or not any(isinstance(one, list | dict) for one in row.values())
    return False


def read(data: bytes, path: Path) -> Log:
    """The rows; lines that are no objects are left out, with a note.

    Raises: UnreadableData where most lines are none, or none holds a number.
    """
    lines = [line for line in data.split(b"\n") if line.strip()]
    objects = [_object(line) for line in lines]
    broken = objects.count(None)
    rows, unread = rows_of(objects)
    if 2 * broken > len(lines) or not rows:
        raise UnreadableData(
            f"{path}: {broken} of {len(lines)} lines are no JSON objects, and"
            f" {counted(len(rows), 'line')} hold numbers; write one object of numbers a line."
        )
    said = (
        f"{counted(broken, 'line')} of {path.name} are no whole JSON objects; they were left out."
    )
    return Log(NAME, rows, (said,) if broken else (), unread)


def _object(line: bytes) -> dict[str, object] | None:
    with suppress(ValueError, RecursionError):
        content = json.loads(line)
        return content if isinstance(content, dict) else None
    return None
