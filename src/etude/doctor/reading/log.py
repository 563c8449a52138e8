"""What a format gives: a training's log as rows of named numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Row = Mapping[str, float]

ABSENT = frozenset({"", "na", "n/a", "none", "null", "-", "--"})
TENSOR = re.compile(r"tensor\(\s*([^,)\s]+)")  # what Python writes where .item() was forgotten


@dataclass(frozen=True)
class Log:
    """A training's log in the order in which it was written.

    kind:  the format, as a person calls it.
    rows:  numbers by the names that the file uses; what a row lacks is absent from it, while a
           NaN that was written down is there.
    notes: plain sentences on what was mended.
    """

    kind: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that holds a number, in order of first use."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row))


def number_in(cell: object) -> float | None:
    """The number that a cell holds: also ``53 %``, ``0,53`` and ``tensor(0.53)``; else None."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _as_float(cell)
    if not isinstance(cell, str) or cell.strip().lower() in ABSENT:
        return None
    text = cell.strip()
    if found := TENSOR.match(text):
        text = found[1]
    share = text.endswith("%")
    bare = text.rstrip("% ")
    number = _as_float(bare)
    if number is None:
        number = _as_float(bare.replace(",", "."))
    return number / 100.0 if share and number is not None else number


def _as_float(value: float | str) -> float | None:
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
