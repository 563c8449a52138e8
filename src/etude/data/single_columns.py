"""How far each column alone predicts the target, and which number columns go together."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.sampling import every
from etude.data.typed import TypedTable
from etude.records.survey import Pair, SingleColumn

_MOST_BINS = 64
_ROWS_A_BIN = 20  # fewer would let a column of noise look good
_CORRELATED = 0.95
_MOST_PAIRS = 20
_MOST_COLUMNS_FOR_PAIRS = 1000

Values = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


def sample_of(typed: TypedTable) -> npt.NDArray[np.intp]:
    """Rows to measure on: all, or every k-th so that at most 20,000 remain."""
    return np.arange(0, len(typed), every(len(typed)))


def single_columns(typed: TypedTable, rows: npt.NDArray[np.intp]) -> tuple[SingleColumn, ...]:
    """Every input measured alone on these rows, the best first; none without a target.

    Blind: in-sample figures, which flatter a category with many rare values.
    """
    if typed.target is None:
        return ()
    target = typed.target[rows]
    measured = [
        _measured(name, values, coded, target) for name, values, coded in _inputs(typed, rows)
    ]
    return tuple(sorted(measured, key=lambda one: -one.value))


def correlated_pairs(typed: TypedTable, rows: npt.NDArray[np.intp]) -> tuple[Pair, ...]:
    """The 20 strongest correlations between number columns, where they are 0.95 or more."""
    names = typed.number_names[:_MOST_COLUMNS_FOR_PAIRS]
    if len(names) < 2 or len(rows) < 3:
        return ()
    standard = np.stack(
        [_standardised(v) for v in typed.numbers[rows][:, : len(names)].T]
    )  # (F, N)
    correlations = np.triu(standard @ standard.T / len(rows), k=1)  # (F, F)
    found = np.argwhere(np.abs(correlations) >= _CORRELATED)
    pairs = [Pair(names[i], names[j], float(correlations[i, j])) for i, j in found]
    return tuple(sorted(pairs, key=lambda pair: -abs(pair.correlation))[:_MOST_PAIRS])


def _inputs(typed: TypedTable, rows: npt.NDArray[np.intp]) -> Iterator[tuple[str, Values, bool]]:
    for index, name in enumerate(typed.number_names):
        yield name, typed.numbers[rows, index], False
    for index, name in enumerate(typed.category_names):
        yield name, typed.categories[rows, index].astype(np.float64), True


def _measured(name: str, values: Values, coded: bool, target: Codes | Values) -> SingleColumn:
    if target.ndim == 2:
        value = max(_r2(values, coded, column) for column in target.astype(np.float64).T)
        return SingleColumn(name, "r2", value)
    codes = target.astype(np.int64)
    if codes.max() == 1:
        ordered = _shares_of_yes(_places(values, coded), codes) if coded else values
        return SingleColumn(name, "roc_auc", _folded_auc(ordered, codes == 1))
    return SingleColumn(name, "share_right", _share_right(_places(values, coded), codes))


def _standardised(values: Values) -> Values:
    """Mean 0, deviation 1; missing cells 0, and all 0 where nothing varies."""
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    if largest == 0:
        return np.zeros_like(values)
    small = values / largest
    centred = np.nan_to_num(small - np.nanmean(small))
    deviation = float(np.sqrt((centred**2).mean()))
    return centred / deviation if deviation > 1e-12 else np.zeros_like(values)


def _ranks(values: Values) -> Values:
    ranks = pl.Series(values, nan_to_null=True).rank("average")
    return ranks.fill_null(ranks.mean() or 0.0).to_numpy()


def _shares_of_yes(places: Codes, codes: Codes) -> Values:
    """Categories have no order of their own: each stands for its share of the second class."""
    shares: Values = np.bincount(places, weights=codes) / np.maximum(np.bincount(places), 1)
    return shares[places]


def _folded_auc(values: Values, positive: npt.NDArray[np.bool_]) -> float:
    known = ~np.isnan(values)
    yes, no = int((known & positive).sum()), int((known & ~positive).sum())
    if not yes or not no:
        return 0.5
    ranks = _ranks(values)
    auc = (ranks[known & positive].sum() - yes * (yes + 1) / 2) / (yes * no)
    return float(max(auc, 1 - auc))


def _places(values: Values, coded: bool) -> Codes:
    """The value, or the quantile bin, that each cell falls into, counted from 0."""
    if coded:
        return np.unique(values, return_inverse=True)[1].astype(np.int64)
    bins = int(np.clip(len(values) // _ROWS_A_BIN, 2, _MOST_BINS))
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(len(values), np.int64)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1]))
    places = np.searchsorted(edges, values, side="right")
    return np.where(np.isnan(values), len(edges) + 1, places).astype(np.int64)


def _share_right(places: Codes, codes: Codes) -> float:
    width = int(codes.max()) + 1
    counts = np.bincount(places * width + codes, minlength=(int(places.max()) + 1) * width)
    return float(counts.reshape(-1, width).max(axis=1).sum() / len(codes))


def _r2(values: Values, coded: bool, target: Values) -> float:
    """For numbers the larger of the squared correlations of values and of ranks."""
    if coded:
        return _share_between(_places(values, coded), _standardised(target))
    straight = float((_standardised(values) * _standardised(target)).mean())
    monotone = float((_standardised(_ranks(values)) * _standardised(_ranks(target))).mean())
    return min(max(straight**2, monotone**2), 1.0)


def _share_between(places: Codes, standard: Values) -> float:
    """Share of the variance that lies between the groups."""
    counts = np.maximum(np.bincount(places), 1)
    means = np.bincount(places, weights=standard) / counts
    return float((means[places] ** 2).mean())
