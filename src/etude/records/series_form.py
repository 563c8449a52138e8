"""How the rows of a file make up series."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class SeriesForm:
    """How series were found in a table, so that another file is read the same way.

    layout:     ``wide``: a row is a series and a column a step; ``long``: a row is a step.
    channels:   names of what is measured at each step.
    columns:    wide: the columns of each channel, in the order of the steps; empty for long.
    identifier: column that names the series, "" where none does.
    step:       long: column that orders the steps, "" where they stand in their order.
    spacing:    long: distance of neighbouring steps where it is even, in the column's unit
                (microseconds for dates); 0 where it is not.
    dated:      long: whether the steps are dates.
    """

    layout: Literal["wide", "long"]
    channels: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...] = ()
    identifier: str = ""
    step: str = ""
    spacing: float = 0.0
    dated: bool = False
