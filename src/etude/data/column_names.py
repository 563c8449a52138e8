"""Column names that can be typed: tidied, unique, and no left-over row numbers among them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from etude.records.note import Note

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
# what pandas calls a column that its own index became
NAMELESS = re.compile(r"Unnamed: \d+|__index_level_\d+__")


def with_tidy_names(frame: pl.DataFrame, names: Sequence[str]) -> tuple[pl.DataFrame, list[Note]]:
    """Give a frame usable, unique names and leave out nameless columns that say nothing.

    In:  a frame with any names; the names as written, in its order.
    Out: the frame renamed. Line breaks and runs of blanks become one blank, invisible marks go,
         a name that occurs again gets "_2", ...; a nameless column is left out where it is empty
         or, as the first, counts the rows; otherwise it becomes "column_3", ... by its place.
    """
    tidied = [tidy_name(name) for name in names]
    kept, notes = _without_nameless(frame, tidied)
    taken: set[str] = {tidied[index] for index in kept}
    used: set[str] = set()
    final = []
    for index in kept:
        column = _Naming(names[index], tidied[index] or f"column_{index + 1}")
        name = column.unique(used, taken)
        used.add(name)
        final.append(name)
        notes += column.notes(name)
    renamed = frame.select(frame.to_series(index).alias(str(index)) for index in kept)
    renamed.columns = final
    return renamed, notes


def tidy_name(name: str) -> str:
    """A name as it can be typed: composed characters, single blanks, no invisible marks."""
    visible = INVISIBLE.sub("", unicodedata.normalize("NFC", name))
    printable = "".join(" " if unicodedata.category(mark) == "Cc" else mark for mark in visible)
    single = " ".join(printable.split())
    return "" if NAMELESS.fullmatch(single) else single


@dataclass(frozen=True)
class _Naming:
    """One column on its way from the name as written to its final name."""

    written: str
    wanted: str

    def unique(self, used: set[str], taken: set[str]) -> str:
        name, number = self.wanted, 1
        while name in used or (number > 1 and name in taken):
            number += 1
            name = f"{self.wanted}_{number}"
        return name

    def notes(self, final: str) -> list[Note]:
        if final == self.written:
            return []
        act = "duplicate-name" if final != self.wanted else "renamed-column"
        told = f'The column written "{self.written}" is called "{final}"'
        reason = ", because its name occurs more than once." if act == "duplicate-name" else "."
        return [Note(act, _one_line(told) + reason, column=final, count=1)]


def _one_line(text: str) -> str:
    return re.sub(r"[\r\n]+", " / ", text)


def _without_nameless(frame: pl.DataFrame, names: list[str]) -> tuple[list[int], list[Note]]:
    kept: list[int] = []
    notes: list[Note] = []
    for index, name in enumerate(names):
        column = frame.to_series(index)
        if name or not (note := _says_nothing(column, index)):
            kept.append(index)
        else:
            notes.append(note)
    return kept, notes


def _says_nothing(column: pl.Series, index: int) -> Note | None:
    if column.null_count() == len(column):
        text = f"Column {index + 1}, nameless and empty, was left out."
        return Note("empty-column-left-out", text, count=len(column))
    if index == 0 and _counts_rows(column):
        text = "The first column, nameless row numbers, was left out."
        return Note("index-left-out", text, count=len(column))
    return None


def _counts_rows(column: pl.Series) -> bool:
    if column.dtype == pl.String:
        column = column.cast(pl.Int64, strict=False)
    return column.dtype.is_integer() and not column.has_nulls() and column.is_unique().all()
