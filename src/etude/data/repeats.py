"""Rows that occur more than once: equal, contradicting, nearly equal."""

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.typed import TypedTable
from etude.records.survey import RepeatFacts

_FINENESS = 100  # parts of a standard deviation within which numbers count as nearly equal


def repeat_facts(typed: TypedTable) -> RepeatFacts:
    """Count repeated rows by a 64-bit hash of each row; N log N, memory of a few columns.

    In:    typed rows; without a target no row contradicts another.
    Blind: two different rows share a hash once in 10^19; nearly equal rows on the two sides of a
           rounding edge are not seen.
    """
    if not typed.number_names and not typed.category_names:
        return RepeatFacts(0, 0, 0)
    rows = pl.DataFrame({"inputs": _hashes(typed), "target": _target_hashes(typed)})
    contradicting = rows.filter(pl.col("target").n_unique().over("inputs") > 1).height
    equal = rows.height - rows.n_unique()
    nearly = rows.with_columns(_hashes(typed, rounded=True).alias("inputs")).n_unique()
    return RepeatFacts(equal, contradicting, rows.height - nearly - equal)


def _hashes(typed: TypedTable, *, rounded: bool = False) -> pl.Series:
    columns: dict[str, npt.NDArray[np.generic]] = {}
    for index, values in enumerate(typed.numbers.T):
        columns[f"number {index}"] = _rounded(values) if rounded else values
    columns |= {f"category {index}": codes for index, codes in enumerate(typed.categories.T)}
    return pl.DataFrame(columns, nan_to_null=True).hash_rows(seed=0)


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
