"""Other readings of a table's columns, where something about them asks for one."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.diagnosis.harm import (
    CHOOSING_NETWORKS,
    ENCODED_NETWORKS,
    RANKED_NETWORKS,
    WHITENED_NETWORKS,
)

SKEWED = 1.0  # highly skewed (Bulmer 1979, Principles of Statistics)
FEWEST_VALUES, QUANTILES = 10, 1_000  # of a column of numbers; at most, by which ranks are known
TOGETHER = 0.8  # of the scaled columns' variance that one component has: they tell little else
FEWEST_TOGETHER = 3  # columns
SPREAD_KEPT = 1.0 - 1e-6  # of the variance; what is left are copies of columns, and rounding
CODES = (3, 20)  # fewest and most values of a column that may be codes of categories
MOST_ENCODED = 200  # columns that codes become, together
FEWEST_CHOSEN_FROM, CHOOSING_TREES = 8, 100  # columns
EVEN = 1e-3  # of a step between two values that it may be off by

Array = npt.NDArray[Any]


def readings(learn: Array, *, is_table: bool, of_classes: bool) -> dict[str, Any]:
    """Transformers that are still to learn, by the name of the plain network that reads what they
    give. In: learn: float64 [rows, columns], missing cells NaN. of_classes: whether the targets
    are."""
    from sklearn.compose import ColumnTransformer
    from sklearn.decomposition import PCA
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
    from sklearn.feature_selection import SelectFromModel
    from sklearn.preprocessing import OneHotEncoder, QuantileTransformer

    found: dict[str, Any] = {}
    if skewed_columns(learn):
        found[RANKED_NETWORKS] = QuantileTransformer(
            n_quantiles=min(QUANTILES, len(learn)), output_distribution="normal", random_state=0
        )
    if is_table and _move_together(learn):
        found[WHITENED_NETWORKS] = PCA(SPREAD_KEPT, whiten=True, svd_solver="full")
    codes = _code_columns(learn) if is_table else ()
    if codes:
        encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
        found[ENCODED_NETWORKS] = ColumnTransformer(
            [("codes", encoder, codes)], remainder="passthrough"
        )
    if is_table and learn.shape[1] >= FEWEST_CHOSEN_FROM:
        trees = ExtraTreesClassifier if of_classes else ExtraTreesRegressor
        chosen = trees(CHOOSING_TREES, min_samples_leaf=5, random_state=0)
        found[CHOOSING_NETWORKS] = SelectFromModel(chosen)  # of more than the mean importance
    return found


def scaled(learn: Array, judge: Array) -> list[Array]:
    """Both by the learning rows' means and deviations, missing cells at the mean."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a column of missing cells only
        mean = np.nan_to_num(np.nanmean(learn, axis=0))
        spread = np.nan_to_num(np.nanstd(learn, axis=0))
    width = np.where(spread > 0, spread, 1.0)
    return [np.nan_to_num((part - mean) / width) for part in (learn, judge)]


def skewed_columns(learn: Array) -> int:
    """How many columns of numbers have a skew beyond 1."""
    third = (scaled(learn, learn)[0] ** 3).mean(0)
    are_many = np.array([len(np.unique(one)) >= FEWEST_VALUES for one in learn.T])
    return int(((np.abs(third) > SKEWED) & are_many).sum())


def _move_together(learn: Array) -> bool:
    """Whether one component has nearly all of the variance that scaled columns have."""
    if min(learn.shape) < FEWEST_TOGETHER:
        return False
    values = np.linalg.svd(scaled(learn, learn)[0], compute_uv=False) ** 2
    return bool(values[0] > TOGETHER * values.sum())


def _code_columns(learn: Array) -> Sequence[int]:
    """Columns of few evenly spaced values, as codes of categories are, or counts; none where they
    would become too many."""
    found, width = [], 0
    for place, column in enumerate(learn.T):
        values = np.unique(column[np.isfinite(column)])
        if CODES[0] <= len(values) <= CODES[1] and _are_even(values):
            found.append(place)
            width += len(values)
    return found if width <= MOST_ENCODED else []


def _are_even(values: Array) -> bool:
    """Whether all steps between sorted values are multiples of the smallest one."""
    steps = np.diff(values) / np.diff(values).min()
    return bool((np.abs(steps - steps.round()) < EVEN * steps).all())
