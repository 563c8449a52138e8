"""A chart as the page takes it: a drawing, and the table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from etude.report.charts.svg import drawing

MOST_ROWS = 40


@dataclass(frozen=True)
class Table:
    """Numbers in words, row by row; the first cell of a row names it. note: what was left out."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """One figure. name: HTML id; description: what is to be seen, in words; svg: safe to print,
    every stranger's word in it is escaped."""

    name: str
    title: str
    description: str
    svg: str
    table: Table


def chart(
    name: str, title: str, description: str, height: float, parts: Sequence[str], table: Table
) -> Chart:
    """A figure drawn from these parts."""
    return Chart(name, title, description, drawing(name, title, description, height, *parts), table)


def thinned(rows: Sequence[tuple[str, ...]], most: int = MOST_ROWS) -> tuple[tuple[str, ...], ...]:
    """At most so many rows, evenly picked, the last one always among them."""
    if len(rows) <= most:
        return tuple(rows)
    step = (len(rows) - 1) / (most - 1)
    return tuple(rows[round(place * step)] for place in range(most))


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]], most: int = MOST_ROWS) -> Table:
    """A table of at most so many rows; says how many there were."""
    kept = thinned(rows, most)
    picked = f"{len(kept)} of {len(rows):,} rows are shown, evenly picked."
    return Table(header, kept, picked if len(kept) < len(rows) else "")


def first_rows(
    header: tuple[str, ...], rows: Sequence[tuple[str, ...]], most: int = MOST_ROWS
) -> Table:
    """A table of the first rows, the largest or worst; says how many were left out."""
    left = len(rows) - most
    return Table(header, tuple(rows[:most]), f"{left:,} more are left out." if left > 0 else "")
