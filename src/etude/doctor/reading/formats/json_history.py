"""One JSON document: a Keras ``history`` (a list of numbers each name), or a list of rows."""

from pathlib import Path
from typing import Any

from etude.doctor.reading.documents import document, rows_of
from etude.doctor.reading.log import Log, Row, number_in
from etude.errors import UnreadableData

NAME = "JSON history"
ORDER = 4

INSIDE = "history"  # where a History object written whole keeps its numbers


def reads(data: bytes) -> bool:
    """Whether it begins as a JSON object or list does."""
    return data.lstrip()[:1] in (b"{", b"[")


def read(data: bytes, path: Path) -> Log:
    """The numbers, one row an epoch.

    Raises: UnreadableData where the file is damaged, or holds neither lists nor rows of numbers.
    """
    content = document(data, path)
    if isinstance(content, dict) and isinstance(content.get(INSIDE), dict | list):
        content = content[INSIDE]
    rows = rows_of(content) if isinstance(content, list) else _from_lists(content)
    if not any(rows):
        raise UnreadableData(
            f"{path} is JSON, but holds no curves; write a list of numbers for each name, as"
            " json.dump(history.history, file) does for Keras, or a list of rows."
        )
    return Log(NAME, rows)


def _from_lists(content: Any) -> tuple[Row, ...]:
    """Rows from lists of numbers by name, or from objects that number them (as pandas writes)."""
    if not isinstance(content, dict):
        return ()
    lists = {
        str(name): list(numbers.values()) if isinstance(numbers, dict) else numbers
        for name, numbers in content.items()
        if isinstance(numbers, list | dict)
    }
    length = max((len(numbers) for numbers in lists.values()), default=0)
    return tuple(_row(lists, place) for place in range(length))


def _row(lists: dict[str, list[Any]], place: int) -> Row:
    cells = {name: number_in(cells[place]) for name, cells in lists.items() if place < len(cells)}
    return {name: number for name, number in cells.items() if number is not None}
