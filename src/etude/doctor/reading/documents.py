"""JSON as other programs write it: whole documents, and objects as rows of numbers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from etude.doctor.reading.log import Row, number_in
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


def rows_of(objects: Iterable[object]) -> tuple[Row, ...]:
    """The numbers of each object, those inside another named ``outer/inner``; rows with none are
    left out."""
    rows = (dict(_numbers(one)) for one in objects if isinstance(one, Mapping))
    return tuple(row for row in rows if row)


def _numbers(content: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, float]]:
    for name, cell in content.items():
        if isinstance(cell, Mapping):
            yield from _numbers(cell, f"{before}{name}/")
        elif (number := number_in(cell)) is not None:
            yield f"{before}{name}", number
