"""The target before its type is known: as much as an even draw needs, and no more."""

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.spellings import EMPTY_ANYWHERE
from etude.data.strata import Integers, Mask, quantile_bins

CLASS_VALUES = 20  # a target of more different numbers is stratified by quantiles
NUMBER_SHARE = 0.9


def raw_strata(target: pl.Series) -> Integers:
    """Strata of raw cells, int64 [N]: each value a class, or quantile bins of many numbers.

    Rows without a target are a stratum of their own, so that they are shared out like the others.
    """
    missing = missing_targets(target)
    numbers = _rough_numbers(target)
    numbers[missing] = np.nan
    known = max(int((~missing).sum()), 1)
    if target.n_unique() > CLASS_VALUES and np.isfinite(numbers).sum() >= NUMBER_SHARE * known:
        return quantile_bins(numbers)
    codes = target.cast(pl.String).rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    return np.where(missing, 0, codes)


def missing_targets(target: pl.Series) -> Mask:
    """Whether a raw cell holds no target, bool [N], by the usual spellings."""
    cells = target.cast(pl.String).str.strip_chars().str.to_lowercase()
    return (cells.is_null() | cells.is_in(sorted(EMPTY_ANYWHERE))).to_numpy()


def known_numbers(target: pl.Series) -> Mask:
    """Whether a raw cell holds a number in any writing, bool [N]; where none has a digit, whether
    it holds anything."""
    known = ~missing_targets(target)
    digits = target.cast(pl.String).str.contains(r"\d").fill_null(False).to_numpy()
    return known & digits if (known & digits).any() else known


def _rough_numbers(column: pl.Series) -> npt.NDArray[np.float64]:
    """Numbers near enough for quantiles: signs and units taken off, a lone comma is a point."""
    numbers = column.cast(pl.Float64, strict=False)
    if column.dtype == pl.String and numbers.count() < NUMBER_SHARE * column.count():
        bare = column.str.replace_all(r"[^\d.,eE+-]", "")
        pointed = bare.str.contains(".", literal=True).any()
        numbers = bare.str.replace_all(",", "" if pointed else ".").cast(pl.Float64, strict=False)
    return numbers.fill_null(float("nan")).to_numpy(writable=True)
