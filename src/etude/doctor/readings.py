"""Other readings of a table's columns, where something about them asks for one."""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.diagnosis.harm import (
    CHOOSING_NETWORKS,
    ENCODED_NETWORKS,
    RANKED_NETWORKS,
    WHITENED_NETWORKS,
)

QUICKLY_READ = 500_000  # numbers of all rows together; of more a further network takes minutes
SKEWED = 1.0  # highly skewed (Bulmer 1979, Principles of Statistics)
FEWEST_VALUES, QUANTILES = 10, 1_000  # of a column of numbers; at most, by which ranks are known
TOGETHER = 0.8  # of the scaled columns' variance that one component has: they tell little else
FEWEST_TOGETHER = 3  # columns
SPREAD_KEPT = 1.0 - 1e-10  # of the variance: what is left are copies of columns, and rounding
CODES = (3, 20)  # fewest and most values of a column that may be codes of categories
MOST_ENCODED = 200  # columns that codes become, together
EVEN, MOST_STEPS = 1e-3, 100  # of a step, that a value may be off by; between the two outermost
PARTS_OF_A_STEP = (1, 2, 3)  # that the smallest distance between codes may be more than one of
FEWEST_CHOSEN_FROM = 8  # columns
ROUNDED = 1e-9  # of a column's mean: a spread below is rounding

Array = npt.NDArray[Any]


def readings(learn: Array, *, is_table: bool, of_classes: bool) -> dict[str, Any]:
    """Transformers that are still to learn, by the name of the plain network that reads what they
    give.

    In: learn: float64 [rows, columns], missing cells NaN. is_table: whether rows have no steps or
        pixels; of these ranks alone are asked. of_classes: whether the targets are classes.
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import OneHotEncoder, QuantileTransformer

    from etude.doctor.useful_columns import UsefulColumns

    found: dict[str, Any] = {}
    if learn.size > QUICKLY_READ:
        return found
    inputs = scaled(learn, learn)[0]
    if _are_skewed(inputs):
        found[RANKED_NETWORKS] = QuantileTransformer(
            n_quantiles=min(QUANTILES, len(learn)), output_distribution="normal", random_state=0
        )
    if not is_table:
        return found
    if _move_together(inputs):
        found[WHITENED_NETWORKS] = PCA(SPREAD_KEPT, whiten=True, svd_solver="full")
    codes = _code_columns(learn)
    if codes:
        encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
        found[ENCODED_NETWORKS] = ColumnTransformer(
            [("codes", encoder, codes)], remainder="passthrough"
        )
    if learn.shape[1] >= FEWEST_CHOSEN_FROM:
        found[CHOOSING_NETWORKS] = UsefulColumns(of_classes=of_classes)
    return found


def columns_read(model: Any) -> tuple[int, ...]:
    """Places, from 0, of the columns that a network which has learned reads one-hot, or leaves out;
    none where it reads all of them otherwise. In: a pipeline that begins with a reading, or what
    scales the targets of one."""
    reading = getattr(model, "regressor_", model)[0]
    is_useful = getattr(reading, "is_useful_", None)
    if is_useful is not None:
        return tuple(np.flatnonzero(~is_useful).tolist())
    encoded = getattr(reading, "transformers_", [])
    return tuple(next((columns for name, _, columns in encoded if name == "codes"), ()))


def scaled(learn: Array, judge: Array) -> tuple[Array, Array]:
    """Both by the learning rows' means and deviations, missing cells at the mean."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a column of missing cells only
        mean = np.nan_to_num(np.nanmean(learn, axis=0))
        spread = np.nan_to_num(np.nanstd(learn, axis=0))
    width = np.where(spread > ROUNDED * np.abs(mean), spread, 1.0)
    first, second = (np.nan_to_num((part - mean) / width) for part in (learn, judge))
    return first, second


def _are_skewed(inputs: Array) -> bool:
    """Whether a column of numbers has a skew beyond 1. In: scaled."""
    is_skewed = np.abs((inputs**3).mean(0)) > SKEWED
    return any(len(np.unique(column)) >= FEWEST_VALUES for column in inputs.T[is_skewed])


def _move_together(inputs: Array) -> bool:
    """Whether one component has four fifths of the variance of scaled columns."""
    rows, columns = inputs.shape
    if min(rows, columns) < FEWEST_TOGETHER:
        return False
    products = inputs.T @ inputs if columns <= rows else inputs @ inputs.T
    largest = np.linalg.eigvalsh(products)[-1]
    return bool(largest > TOGETHER * np.trace(products))


def _code_columns(learn: Array) -> list[int]:
    """Columns of few values, steps of one size apart, as codes of categories are, or counts; none
    where they would become too many."""
    found, width = [], 0
    for place, column in enumerate(learn.T):
        values = np.unique(column[np.isfinite(column)])
        if CODES[0] <= len(values) <= CODES[1] and _are_steps(values):
            found.append(place)
            width += len(values)
    return found if width <= MOST_ENCODED else []


def _are_steps(values: Array) -> bool:
    """Whether sorted values lie whole steps of one size apart; some steps may have no value."""
    smallest = np.diff(values).min()
    with np.errstate(over="ignore", invalid="ignore"):
        for parts in PARTS_OF_A_STEP:
            steps = (values - values[0]) * parts / smallest
            if steps[-1] <= MOST_STEPS and bool((np.abs(steps - steps.round()) < EVEN).all()):
                return True
    return False
