"""Boosted trees: histogram gradient boosting, the strongest usual model of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.data.preparation import Preparation, learn_preparation
from etude.data.typed import TypedTable
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.training.yardsticks.model import (
    Integers,
    Numbers,
    Yardstick,
    known_probabilities,
    sampled,
)

NAME = "boosted_trees"
MOST_ROWS = 200_000  # more would cost more than a yardstick is worth
MOST_ITERATIONS, FEWEST_ITERATIONS, MOST_TREES = 200, 40, 1600
TREE_PATIENCE, TREE_VALIDATION = 10, 0.1
FEWEST_STOPPING_ROWS = 200  # under them a tenth is too few to stop by
CATEGORY_CODES = 255  # that the trees can split as categories


def fit(typed: TypedTable, rows: Integers, problem: Problem, seed: int = 0) -> Yardstick:
    """Fitted on at most 200,000 of these rows; one model for the classes, or one a target."""
    rows, note = sampled(rows, MOST_ROWS, seed)
    preparation = learn_preparation(typed, rows, Plan(), problem=problem)
    codes = [_tree_codes(typed, rows, column) for column in range(len(typed.cardinalities))]
    columns = _tree_columns(codes, typed, rows)
    target = np.asarray(preparation.apply(typed, rows).targets["target"])
    targets = [target] if target.ndim == 1 else list(target.T)
    fitted = [_trees(typed, problem, one, seed).fit(columns, one) for one in targets]
    classes = problem.outputs if problem.is_classification else 0
    return Yardstick(NAME, problem, _Trees(fitted, preparation, codes, classes), note)


def _trees(typed: TypedTable, problem: Problem, target: npt.NDArray[Any], seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    numbers = len(typed.number_names)
    settings: dict[str, Any] = {
        "random_state": seed,
        "categorical_features": range(numbers, numbers + len(typed.category_names)),
        "early_stopping": _can_stop(target, problem),
        "validation_fraction": TREE_VALIDATION,
        "n_iter_no_change": TREE_PATIENCE,
    }
    if problem.is_classification:
        trees = 1 if problem.outputs == 2 else problem.outputs
        iterations = max(FEWEST_ITERATIONS, min(MOST_ITERATIONS, MOST_TREES // trees))
        return HistGradientBoostingClassifier(max_iter=iterations, **settings)
    loss = "absolute_error" if problem.metric == "mae" else "squared_error"
    return HistGradientBoostingRegressor(loss=loss, max_iter=MOST_ITERATIONS, **settings)


def _can_stop(target: npt.NDArray[Any], problem: Problem) -> bool:
    """Whether a tenth of the rows can be set aside, stratified by class, to stop by."""
    if len(target) < FEWEST_STOPPING_ROWS:
        return False
    if not problem.is_classification:
        return True
    counts = np.bincount(target)
    counts = counts[counts > 0]
    return bool(counts.min() >= 2 and len(counts) <= TREE_VALIDATION * len(target))


@dataclass(frozen=True)
class _Trees:
    """One model for the classes, or one for each numeric target."""

    estimators: Sequence[Any]
    preparation: Preparation
    codes: Sequence[Integers]
    classes: int

    def outputs(self, typed: TypedTable, rows: Integers) -> Numbers:
        columns = _tree_columns(self.codes, typed, rows)
        if self.classes:
            return known_probabilities(self.estimators[0], columns, self.classes)
        predicted = np.column_stack([one.predict(columns) for one in self.estimators])
        return self.preparation.target_back(predicted, typed, rows)


def _tree_codes(typed: TypedTable, rows: Integers, column: int) -> Integers:
    """Code for the trees of category code 0, 1, ...; the most frequent have codes of their own,
    the others share the last one."""
    codes = typed.categories[rows, column]
    count = np.bincount(codes[codes >= 0], minlength=typed.cardinalities[column])
    rank = np.empty(len(count), dtype=np.int64)
    rank[np.argsort(-count, kind="stable")] = np.arange(len(count))
    return np.minimum(rank, CATEGORY_CODES - 1)


def _tree_columns(codes: Sequence[Integers], typed: TypedTable, rows: Integers) -> Numbers:
    """Numbers as they are, then category codes; missing and unseen are NaN, float64 [N, F + C]."""
    columns = np.empty((len(rows), len(typed.number_names) + len(codes)))
    numbers = typed.numbers[rows]
    columns[:, : numbers.shape[1]] = np.where(np.isfinite(numbers), numbers, np.nan)
    for column, known in enumerate(codes):
        found = typed.categories[rows, column]
        answer = np.where(found >= 0, known[np.maximum(found, 0)], np.nan)
        columns[:, numbers.shape[1] + column] = answer
    return columns
