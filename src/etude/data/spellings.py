"""How people write an empty cell, yes and no; and how a cell is shown inside a sentence."""

from collections.abc import Iterable

import polars as pl

from etude.records.figures import counted
from etude.records.note import Note

ROW = "__row__"  # a frame may carry the row number in the source ...
CLUSTER = "__cluster__"  # ... and the group that a row belongs to
RESERVED = (ROW, CLUSTER)

# Read as empty in every column, once blanks are stripped and letters folded.
EMPTY_ANYWHERE = frozenset(("", "?", "??", ".", "-", "--", "---", "\\n")).union(
    ("na", "n/a", "n.a.", "<na>", "#n/a", "#na", "#n/a n/a"),
    ("nan", "-nan", "nat", "null", "<null>", "(null)"),
)
# These may be a category of their own ("none" is a kind of guarantor), so that they are read
# as empty only where numbers or dates are expected.
EMPTY_AMONG_NUMBERS = EMPTY_ANYWHERE.union(
    ("none", "nil", "nd", "n.d.", "missing", "unknown", "undefined", "blank", "empty", "tbd"),
    ("not available", "not applicable"),
    ("#value!", "#div/0!", "#ref!", "#name?", "#num!"),
)
# Numbers that stand for an empty cell when they lie alone, far away from the others;
# the farthest first, so that the next can be seen once it is taken away.
LONELY_NUMBERS = (-999999.0, -99999.0, -9999.0, -999.0, -99.0, 999999.0, 99999.0, 9999.0, 999.0)

# A column is boolean where one pair occurs with both sides and all cells come from these pairs.
BOOLEAN_PAIRS = (
    ("yes", "no"),
    ("y", "n"),
    ("true", "false"),
    ("t", "f"),
    ("1", "0"),
    ("on", "off"),
)
TRUE_WORDS = frozenset(true for true, _ in BOOLEAN_PAIRS)
FALSE_WORDS = frozenset(false for _, false in BOOLEAN_PAIRS)


def text_of(cells: pl.Series) -> pl.Series:
    """The cells as written, whatever their type; outer blanks stripped, empty cells null."""
    written = cells.cast(pl.String)
    if not cells.dtype.is_numeric():
        written = written.str.strip_chars()
    return emptied(written, written == "")


def emptied(cells: pl.Series, where: pl.Series) -> pl.Series:
    """The cells, null where ``where`` is true."""
    nothing = pl.Series(cells.name, [None], cells.dtype).new_from_index(0, len(cells))
    return nothing.zip_with(where.fill_null(False), cells)


def key_of(written: pl.Series, *, exact: bool = False) -> pl.Series:
    """What two spellings must share to be one: inner blanks, case and ``.0`` do not count.

    exact: case counts, for columns of single letters where ``a`` and ``A`` may differ.
    """
    keys = written.str.replace_all(r"\s+", " ").str.strip_chars()
    keys = keys.str.replace(r"^([+-]?\d+)\.0+$", "$1")
    return keys if exact else keys.str.to_lowercase()


def without(written: pl.Series, spellings: Iterable[str]) -> pl.Series:
    """The cells with these folded spellings emptied."""
    return emptied(written, written.str.to_lowercase().is_in(sorted(spellings)))


def shown(cell: object, *, longest: int = 30) -> str:
    """A cell between quotes for a sentence: cut to ``longest``, marks without a shape as codes."""
    text = str(cell)
    cut = text if len(text) <= longest else text[: longest - 3] + "..."
    visible = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
    return f'"{visible}"'


def listed(cells: Iterable[object], *, most: int = 5) -> str:
    """Cells for a sentence: the first few between quotes, and how many more there are."""
    everything = list(cells)
    rest = len(everything) - most
    words = ", ".join(shown(cell) for cell in everything[:most])
    return f"{words} and {rest:,} more" if rest > 0 else words


def missing_note(cells: pl.Series, act: str, why: str) -> Note | None:
    """One note on the spellings that became missing and how many cells they are; None for none."""
    filled = cells.drop_nulls()
    if not len(filled):
        return None
    counts = filled.value_counts()
    counts = counts.sort(["count", counts.columns[0]], descending=[True, False])
    words = listed(counts[counts.columns[0]], most=12)
    text = f"{cells.name}: {words} {why}; {counted(len(filled), 'cell')} read as missing."
    return Note(act, text, cells.name, len(filled))
