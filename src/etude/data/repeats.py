"""Rows that occur more than once: equal, contradicting, nearly equal."""

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.text.likeness import alike
from etude.data.typed import SeriesCells, TypedTable
from etude.records.survey import RepeatFacts

_FINENESS = 100  # parts of a standard deviation within which numbers count as nearly equal


def repeat_facts(typed: TypedTable) -> RepeatFacts:
    """Count repeated rows by a 64-bit hash of each row; N log N, memory of a few columns.

    In:    typed rows; without a target no row contradicts another.
    Out:   texts are nearly equal where only capitals, marks or blanks differ.
    Blind: two different rows share a hash once in 10^19; nearly equal rows on the two sides of a
           rounding edge are not seen.
    """
    names = typed.number_names + typed.category_names
    if not names and typed.documents is None and typed.series is None:
        return RepeatFacts(0, 0, 0)
    rows = pl.DataFrame({"inputs": _hashes(typed), "target": _target_hashes(typed)})
    contradicting = rows.filter(pl.col("target").n_unique().over("inputs") > 1).height
    equal = rows.height - rows.n_unique()
    nearly = rows.with_columns(_hashes(typed, rounded=True).alias("inputs")).n_unique()
    return RepeatFacts(equal, contradicting, rows.height - nearly - equal)


def _hashes(typed: TypedTable, *, rounded: bool = False) -> pl.Series:
    columns: dict[str, npt.NDArray[np.generic] | pl.Series] = {}
    for index, values in enumerate(typed.numbers.T):
        columns[f"number {index}"] = _rounded(values) if rounded else values
    columns |= {f"category {index}": codes for index, codes in enumerate(typed.categories.T)}
    if typed.documents is not None:
        texts = pl.Series(typed.documents, dtype=pl.String)
        columns["text"] = alike(texts) if rounded else texts
    if typed.series is not None:
        columns["series"] = _marks(typed.series, rounded=rounded)
    return pl.DataFrame(columns, nan_to_null=True).hash_rows(seed=0)


def _marks(series: SeriesCells, *, rounded: bool) -> pl.Series:
    """The steps of each row as bytes: equal where all steps of all channels are."""
    steps = series.steps
    if rounded:
        steps = np.stack([_rounded(channel) for channel in steps.T], axis=1)
    steps = steps + 0.0  # so that -0 is 0
    spans = zip(series.starts.tolist(), series.lengths.tolist(), strict=True)
    marks = [steps[start : start + length].tobytes() for start, length in spans]
    return pl.Series(marks, dtype=pl.Binary)


def _target_hashes(typed: TypedTable) -> pl.Series:
    known = np.zeros(len(typed)) if typed.target is None else typed.target
    target = np.atleast_2d(np.asarray(known).T)  # (T, N)
    return pl.DataFrame({str(index): one for index, one in enumerate(target)}).hash_rows(seed=0)


def _rounded(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Whole hundredths of the deviation; scaled first, because 1e300 squared is no double."""
    known = values[~np.isnan(values)]
    largest = float(np.abs(known).max(initial=0.0))
    deviation = float((known / largest).std()) if largest > 0 else 0.0
    if deviation == 0:
        return values
    return np.round(values * (_FINENESS / deviation / largest))
