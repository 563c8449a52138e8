"""Which kind of data a study has, by what its inputs are."""

import polars as pl

from etude.data.spellings import text_of
from etude.records.column import Schema

PROSE_WORDS = 5.0  # on average; names and addresses have fewer, and say little to a model of words


def kind_of(schema: Schema) -> str:
    """``series`` or ``text`` where a column in use is one, else ``table``."""
    kinds = {column.kind for column in schema.used()}
    return next((kind for kind in ("series", "text") if kind in kinds), "table")


def is_prose(cells: pl.Series) -> bool:
    """Whether a column of free text holds sentences, so that it is worth reading unasked."""
    words = text_of(cells).str.count_matches(r"\S+").mean()
    return words is not None and float(words) >= PROSE_WORDS  # type: ignore[arg-type]
