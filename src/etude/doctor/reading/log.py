"""What a format gives: a training's log as rows of named numbers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

Row = Mapping[str, float]

ABSENT = frozenset({"", "na", "n/a", "none", "null", "-", "--"})
TENSOR = re.compile(r"tensor\(\s*([^,)\s]+)")  # what Python writes where .item() was forgotten


@dataclass(frozen=True)
class Unread:
    """Cells of one column that hold a text where numbers belong.

    cells: how many. row: of the first, counted from 1. text: what the first holds.
    """

    name: str
    cells: int
    row: int
    text: str


@dataclass(frozen=True)
class Log:
    """A training's log in the order in which it was written.

    kind:  the format, as a person calls it.
    rows:  numbers by the names that the file uses; what a row lacks is absent from it, while a
           NaN that was written down is there.
    notes: plain sentences on what was mended.
    unread: columns with cells that are neither numbers nor empty.
    lengths: entries of each list, where the file keeps a list a name.
    """

    kind: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    lengths: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that holds a number, in order of first use."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row))

    def column(self, name: str) -> tuple[float, ...]:
        """The numbers of one name, in order."""
        return tuple(row[name] for row in self.rows if name in row)


def read_rows(
    cells: Iterable[Iterable[tuple[str, object]]],
) -> tuple[tuple[Row, ...], tuple[Unread, ...]]:
    """The numbers of each row, and what is a text instead; rows without a number are left out."""
    rows: list[Row] = []
    unread: dict[str, Unread] = {}
    for place, written in enumerate(cells, 1):
        row: dict[str, float] = {}
        for name, cell in written:
            if (number := number_in(cell)) is not None:
                row[name] = number
            elif isinstance(cell, str) and not _is_absent(cell):
                first = unread.get(name) or Unread(name, 0, place, cell.strip())
                unread[name] = replace(first, cells=first.cells + 1)
        if row:
            rows.append(row)
    return tuple(rows), tuple(unread.values())


def number_in(cell: object) -> float | None:
    """The number that a cell holds: also ``53 %``, ``0,53`` and ``tensor(0.53)``; else None."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _as_float(cell)
    if not isinstance(cell, str) or _is_absent(cell):
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


def _is_absent(cell: str) -> bool:
    return cell.strip().lower() in ABSENT


def _as_float(value: float | str) -> float | None:
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
