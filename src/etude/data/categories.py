"""Categories: spellings that mean the same become one code, rare ones share a code."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.spellings import EMPTY_ANYWHERE, key_of, listed, missing_note, text_of, without
from etude.data.typed import MISSING, UNSEEN
from etude.records.figures import counted
from etude.records.note import Note

RARE = "(rare)"  # the last category of a column whose infrequent spellings share one code
FREQUENT_ROWS = (
    5  # rows in which a spelling must occur to keep a code of its own, where many differ
)
MOST_CODES = 254
_FEW = 10  # spellings that are never too many, however few the rows


@dataclass(frozen=True)
class Spellings:
    """The different values of a column.

    values:   the most frequent spelling of each value and its count, sorted by the value
              (columns ``key``, ``spelling``, ``count``).
    notes:    what was merged, what was taken for empty.
    """

    values: pl.DataFrame
    notes: tuple[Note, ...]

    def __len__(self) -> int:
        return self.values.height

    @property
    def rows(self) -> int:
        """Cells that are not empty."""
        return int(self.values["count"].sum())


@dataclass(frozen=True)
class Categories:
    """The codes of a column: ``labels`` in code order, empty where nothing is frequent."""

    labels: tuple[str, ...]
    notes: tuple[Note, ...]


def spellings_of(written: pl.Series) -> Spellings:
    """Count the values of a column; spellings that differ by case or blanks only are one value.

    Single letters are kept apart (``a`` and ``A`` may be two codes), with a note.
    """
    filled = without(written, EMPTY_ANYWHERE)
    counted = filled.drop_nulls().alias("spelling").value_counts(name="count")
    folded = counted.with_columns(key_of(counted["spelling"]).alias("key"))
    exact = folded["key"].n_unique() < folded.height and _single_letters(folded)
    if exact:
        keys = key_of(counted["spelling"], exact=True).alias("key")
        folded = counted.with_columns(keys)
    values = _most_frequent(folded)
    empty = missing_note(written.filter(filled.is_null()), "missing", "taken for an empty cell")
    notes = (empty, _kept_apart(written.name, exact), _merged(written.name, folded))
    return Spellings(values, tuple(note for note in notes if note is not None))


def categories_of(name: str, spellings: Spellings) -> Categories:
    """The codes of a column. Where spellings are many, only the frequent ones keep a code.

    Many: above 254, or on average fewer than 5 rows each (10 are never many). Then spellings of
    at least 5 rows, at most 254, are kept and the others share the last code, ``RARE``.
    """
    values = spellings.values
    if not is_many(len(spellings), spellings.rows):
        return Categories(tuple(values["spelling"]), ())
    frequent = values.filter(pl.col("count") >= FREQUENT_ROWS)
    kept = frequent.top_k(MOST_CODES, by=["count", "key"]).sort("key")
    if not kept.height:
        return Categories((), ())
    rest = spellings.rows - int(kept["count"].sum())
    return Categories((*kept["spelling"], RARE), (_rare_note(name, len(spellings), kept, rest),))


def is_many(distinct: int, rows: int) -> bool:
    """Whether a column has too many spellings to give each a code of its own."""
    return distinct > MOST_CODES or distinct > max(_FEW, rows / FREQUENT_ROWS)


def codes_of(cells: pl.Series, labels: tuple[str, ...]) -> npt.NDArray[np.int32]:
    """Codes of any column by labels known before: MISSING where empty, UNSEEN where not known.

    Where the labels end in ``RARE``, a spelling that is not known is rare by definition.
    """
    written = without(text_of(cells), EMPTY_ANYWHERE)
    label_keys = key_of(pl.Series(labels, dtype=pl.String))
    exact = label_keys.n_unique() < len(labels)
    if exact:
        label_keys = key_of(pl.Series(labels, dtype=pl.String), exact=True)
    unknown = len(labels) - 1 if labels and labels[-1] == RARE else UNSEEN
    codes = key_of(written, exact=exact).replace_strict(
        label_keys, range(len(labels)), default=unknown, return_dtype=pl.Int32
    )
    return codes.zip_with(written.is_not_null(), _all_missing(len(codes))).to_numpy()


def _all_missing(rows: int) -> pl.Series:
    return pl.Series([MISSING], dtype=pl.Int32).new_from_index(0, rows)


def _single_letters(folded: pl.DataFrame) -> bool:
    return bool((folded["spelling"].str.len_chars() == 1).all())


def _most_frequent(folded: pl.DataFrame) -> pl.DataFrame:
    ranked = folded.sort(["count", "spelling"], descending=[True, False])
    grouped = ranked.group_by("key", maintain_order=True)
    return grouped.agg(pl.col("spelling").first(), pl.col("count").sum()).sort("key")


def _kept_apart(name: str, exact: bool) -> Note | None:
    if not exact:
        return None
    text = (
        f"{name}: single letters differ by case only (a and A) and were kept apart;"
        f" write them alike if they mean the same."
    )
    return Note("kept-apart", text, name)


def _merged(name: str, folded: pl.DataFrame) -> Note | None:
    several = folded.filter(pl.col("key").is_duplicated()).sort(["key", "spelling"])
    if not several.height:
        return None
    rarer = several.height - several["key"].n_unique()
    text = (
        f"{name}: spellings that differ only by case or blanks were taken as one:"
        f" {listed(several['spelling'], most=6)}."
    )
    return Note("merged-spellings", text, name, rarer)


def _rare_note(name: str, distinct: int, kept: pl.DataFrame, rest: int) -> Note:
    text = (
        f"{name}: of {distinct:,} different values, {kept.height:,} occur in at least"
        f" {FREQUENT_ROWS} rows and keep a code of their own; the rest ({counted(rest, 'cell')}) is"
        f" taken together as {RARE}."
    )
    return Note("rare-spellings", text, name, rest)
