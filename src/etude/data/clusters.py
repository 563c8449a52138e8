"""Rows that belong together: equal rows, and the groups a person names.

A cluster is never split between parts, because a row that learned would answer for its twin.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.kinds import is_prose
from etude.data.telling_names import names_identifier
from etude.data.text.likeness import alike
from etude.errors import BadOption
from etude.records.figures import counted
from etude.records.note import Note

FEWEST_CLUSTERS = 50
LARGEST_SHARE = 0.2
MOST_ROWS_A_CLUSTER = 10  # on average; beyond it equal rows are few combinations, not copies
FEWEST_GROUPS = 10
LARGEST_GROUP = 0.5
CODE_LENGTH = 64  # characters; what is longer, or holds a blank, is text and not an identifier
PEEK = 1000

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Grouping:
    """``clusters`` int64 [N]: row number of the first row of each row's cluster.

    grouped: whether any cluster holds more than one row.
    """

    clusters: Integers
    grouped: bool
    notes: tuple[Note, ...] = ()


def equal_rows(inputs: pl.DataFrame) -> Grouping:
    """Group rows that are equal in every input column but identifiers and counters.

    In:    the input columns, raw.
    Out:   no grouping where clusters are so few or so large that no split could keep them whole.
           Sentences are equal where only capitals, marks or blanks differ; a row without any
           input stands alone, since it has nothing to answer for another with.
    Blind: rows that differ in spelling or in one digit only are different rows.
    """
    compared = [inputs[name] for name in inputs.columns if not is_identifier(inputs[name])]
    sentences = [_holds_sentences(column) for column in compared]
    compared = [
        alike(column) if loose else column
        for column, loose in zip(compared, sentences, strict=True)
    ]
    clusters = _firsts_of_filled(pl.DataFrame(compared), inputs.height)
    sizes = np.bincount(clusters)
    sizes = sizes[sizes > 0]
    repeated = inputs.height - len(sizes)
    if not repeated:
        return Grouping(clusters, False)
    fewest = max(FEWEST_CLUSTERS, inputs.height / MOST_ROWS_A_CLUSTER)
    if len(sizes) < fewest or sizes.max() > LARGEST_SHARE * inputs.height:
        return Grouping(np.arange(inputs.height), False, (_not_grouped(len(sizes), repeated),))
    loosely = " (texts but for capitals, marks and blanks)" if any(sentences) else ""
    text = (
        f"{_equal(repeated)} in every input column{loosely}; equal rows are kept"
        " on one side of every split."
    )
    return Grouping(clusters, True, (Note("equal_rows", text, count=repeated),))


def named_groups(groups: pl.Series) -> Grouping:
    """Group rows by a column the person named; a row without a value stands alone.

    Raises: BadOption if there are fewer than 10 groups, or one holds more than half of the rows.
    """
    clusters = _firsts(groups.to_frame())
    missing = groups.is_null().to_numpy()
    clusters[missing] = np.flatnonzero(missing)
    sizes = np.bincount(clusters)
    count, largest = int((sizes > 0).sum()), int(sizes.max())
    if count < FEWEST_GROUPS:
        message = f"Column {groups.name!r} names {count} groups, however at least {FEWEST_GROUPS}"
        raise BadOption(f"{message} are needed to keep groups whole; choose another --group.")
    if largest > LARGEST_GROUP * len(groups):
        message = f"One group of column {groups.name!r} holds {largest} of {len(groups)} rows"
        raise BadOption(f"{message}, more than half; choose another --group.")
    text = f"Rows are kept together by {groups.name!r}: {count} groups, the largest of {largest}."
    return Grouping(clusters, True, (Note("groups", text, column=groups.name, count=count),))


def is_identifier(column: pl.Series) -> bool:
    """Whether a raw column only names its rows: all different, and a code or a counter.

    Blind: all-different decimal numbers, dates and sentences are measurements and text.
    """
    peek = column.head(PEEK)
    if column.has_nulls() or peek.n_unique() < len(peek) or column.n_unique() < len(column):
        return False
    if column.dtype == pl.String:
        numbers = column.cast(pl.Float64, strict=False)
        if numbers.null_count() > len(column) / 2:
            return _looks_like_codes(column)
        column = column.cast(pl.Int64, strict=False)
    if not column.dtype.is_integer() or column.has_nulls():
        return False
    return _is_dense(column) or names_identifier(column.name)


def _firsts(frame: pl.DataFrame) -> Integers:
    """Row number of the first row equal to each row; the hash serves for equality only, so that
    no order of hashes reaches the split."""
    hashes = frame.hash_rows(seed=0).to_numpy()
    _, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
    return first[inverse].astype(np.int64)


def _firsts_of_filled(frame: pl.DataFrame, rows: int) -> Integers:
    clusters = np.arange(rows)
    if frame.width:
        filled = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series().to_numpy()
        clusters[filled] = _firsts(frame)[filled]
    return clusters


def _holds_sentences(column: pl.Series) -> bool:
    return column.dtype == pl.String and is_prose(column.head(PEEK))


def _looks_like_codes(column: pl.Series) -> bool:
    blank_or_long = column.str.contains(r"\s") | (column.str.len_chars() > CODE_LENGTH)
    date_or_time = column.str.contains(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d{4}-\d{2}$|:\d{2}")
    return not bool((blank_or_long | date_or_time).any())


def _is_dense(column: pl.Series) -> bool:
    """All different integers that fill more than half of their range count something."""
    low, high = column.min(), column.max()
    return isinstance(low, int) and isinstance(high, int) and high - low < 2 * len(column)


def _equal(repeated: int) -> str:
    return f"{counted(repeated, 'row')} equal{'s' if repeated == 1 else ''} an earlier row"


def _not_grouped(clusters: int, repeated: int) -> Note:
    text = (
        f"{_equal(repeated)} in every input column, but there are only"
        f" {clusters} different rows or one fills much of the table, so equal rows are not kept"
        " together; scores then tell about rows like these, not about new kinds of rows."
    )
    return Note("equal_rows_not_grouped", text, count=repeated)
