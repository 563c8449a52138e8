"""When two texts count as the same."""

import polars as pl


def alike(texts: pl.Series) -> pl.Series:
    """What texts share that are equal but for capitals, marks and blanks: their letters and digits
    in lower case. A text without letters and digits stands for itself; null stays null.

    Blind: a text with one word changed is another text.
    """
    bare = texts.str.to_lowercase().str.replace_all(r"[^\p{L}\p{M}\p{N}]+", " ").str.strip_chars()
    return bare.zip_with((bare != "").fill_null(True), texts)
