"""JSON as other programs write it: whole documents, and objects as rows of numbers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from etude.doctor.reading.log import Row, Unread, read_rows
from etude.errors import UnreadableData


def document(data: bytes, path: Path) -> Any:
    """The content of one JSON document; NaN and Infinity are taken as Python writes them.

    Raises: UnreadableData that names the line where it is broken.
    """
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError):
        reason = "nested too deeply"
    raise UnreadableData(f"{path} is cut off or damaged JSON ({reason}); save it again.")


def rows_of(objects: Iterable[object]) -> tuple[tuple[Row, ...], tuple[Unread, ...]]:
    """The numbers of each object, those inside another named ``outer/inner``, and what is a text
    instead; objects without a number are left out."""
    return read_rows(_cells(one) if isinstance(one, Mapping) else () for one in objects)


def _cells(content: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, object]]:
    for name, cell in content.items():
        if isinstance(cell, Mapping):
            yield from _cells(cell, f"{before}{name}/")
        else:
            yield f"{before}{name}", cell
