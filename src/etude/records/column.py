"""A column of a person's table: what it was taken for, and how its cells are read."""

from dataclasses import dataclass, field
from typing import Literal

from etude.records.series_form import SeriesForm

ColumnKind = Literal[
    "number", "category", "boolean", "date", "text", "series", "identifier", "constant", "empty"
]


@dataclass(frozen=True)
class Reading:
    """How the written cells of a column become values.

    decimal:    ``.`` or ``,``.
    thousands:  separator taken out of numbers, "" for none.
    unit:       unit or sign taken off numbers (``$``, ``%``, ``kg``), "" for none.
    date_format: strptime format of a date column, "" otherwise.
    day_first:  for dates in several formats.
    missing:    spellings of an empty cell seen in this column, beside blanks.
    true, false: spellings (case-folded) of a boolean column.
    """

    decimal: str = "."
    thousands: str = ""
    unit: str = ""
    date_format: str = ""
    day_first: bool = False
    missing: tuple[str, ...] = ()
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column as it was understood from the development rows.

    used:       whether it becomes an input; ``reason`` says why not (or anything notable).
    categories: spellings in the order of their codes, for a category column, and for the one that
                names the series of a forecast.
    parts:      names of the number columns a date becomes, for example ``day (weekday)``.
    """

    name: str
    kind: ColumnKind
    used: bool
    reason: str = ""
    reading: Reading = field(default_factory=Reading)
    categories: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """All input columns in the order of the source, and the target's own reading.

    targets: the target columns; a class target's ``categories`` are the labels in code order.
    series:  how series are read from a file, None where a row is no series.
    """

    columns: tuple[Column, ...]
    targets: tuple[Column, ...]
    series: SeriesForm | None = None

    def used(self, *kinds: ColumnKind) -> tuple[Column, ...]:
        """Input columns in use, of these kinds (all where none are named)."""
        return tuple(c for c in self.columns if c.used and (not kinds or c.kind in kinds))
