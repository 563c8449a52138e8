"""From the cells of text columns to one clean document a row."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
import polars as pl

from etude.data.spellings import text_of
from etude.data.typed import Documents
from etude.records.figures import counted
from etude.records.note import Note

SEPARATOR = "\n"  # between the columns of a row; inside a column every white space is a blank
_DONE = {
    "composed": "letters written as several characters were made one (Unicode NFC)",
    "invisible-marks": "control characters and invisible marks were taken out",
    "white-space": "line breaks, tabs and doubled blanks became single blanks",
}


def documents_of(columns: Sequence[pl.Series]) -> tuple[Documents, tuple[Note, ...]]:
    """One document a row: the cells of the text columns, cleaned, one a line.

    Out: str [N], "" for an empty cell. Composed characters (NFC), no control or invisible marks,
         white space as single blanks. A note, with its count, for each of these that changed any.
    """
    changed: Counter[tuple[str, str]] = Counter()
    cleaned = [_cleaned(column, changed) for column in columns]
    documents = np.empty(len(cleaned[0]), dtype=np.object_)
    documents[:] = [SEPARATOR.join(cells) for cells in zip(*cleaned, strict=True)]
    notes = (
        Note(act, f"{name}: {_DONE[act]} in {counted(count, 'text')}.", name, count)
        for (name, act), count in changed.items()
        if count
    )
    return documents, tuple(notes)


def with_column(documents: Documents, others: Documents, place: int) -> Documents:
    """The documents with the text of one column, by its place among the text columns, taken from
    others."""
    changed = np.empty(len(documents), dtype=np.object_)
    for row, (mine, theirs) in enumerate(zip(documents, others, strict=True)):
        cells = mine.split(SEPARATOR)
        cells[place] = theirs.split(SEPARATOR)[place]
        changed[row] = SEPARATOR.join(cells)
    return changed


def _cleaned(column: pl.Series, changed: Counter[tuple[str, str]]) -> list[str]:
    """The clean cells of a column; ``changed`` counts, by column and act, those that were not."""
    cells = []
    for written in text_of(column).fill_null(""):
        text = written
        if not text.isascii():
            text = unicodedata.normalize("NFC", written)
            changed[column.name, "composed"] += text != written
        if not text.isprintable():
            seen = "".join(one for one in text if _is_seen(one))
            changed[column.name, "invisible-marks"] += seen != text
            text = seen
        cells.append(" ".join(text.split()))
        changed[column.name, "white-space"] += cells[-1] != text
    return cells


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cn")
