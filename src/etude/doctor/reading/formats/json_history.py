"""One JSON document: a Keras ``history`` (a list of numbers each name), or a list of rows."""

from pathlib import Path
from typing import Any

from etude.doctor.reading.documents import document, rows_of
from etude.doctor.reading.log import Log, Row, Unread, read_rows
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
    lists = _lists(content)
    rows, unread = rows_of(content) if isinstance(content, list) else _from_lists(lists)
    if not rows:
        raise UnreadableData(
            f"{path} is JSON, but holds no curves; write a list of numbers for each name, as"
            " json.dump(history.history, file) does for Keras, or a list of rows."
        )
    return Log(NAME, rows, (), unread, {name: len(cells) for name, cells in lists.items()})


def _lists(content: Any) -> dict[str, list[Any]]:
    """Lists of numbers by name, or objects that number them (as pandas writes)."""
    if not isinstance(content, dict):
        return {}
    return {
        str(name): list(numbers.values()) if isinstance(numbers, dict) else numbers
        for name, numbers in content.items()
        if isinstance(numbers, list | dict)
    }


def _from_lists(lists: dict[str, list[Any]]) -> tuple[tuple[Row, ...], tuple[Unread, ...]]:
    length = max((len(cells) for cells in lists.values()), default=0)
    return read_rows(
        [(name, cells[place]) for name, cells in lists.items() if place < len(cells)]
        for place in range(length)
    )
