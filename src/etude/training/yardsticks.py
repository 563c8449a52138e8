"""Yardsticks: cheap references that say whether a network is worth its trouble.

scikit-learn is imported where a yardstick is fitted, so that importing Etude stays quick.
"""

import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from etude.data.preparation import Preparation, learn_preparation
from etude.data.typed import TypedTable
from etude.records.plan import Plan
from etude.records.problem import Problem

NAIVE, LINEAR, BOOSTED_TREES = "naive", "linear", "boosted_trees"
LINEAR_ROWS, TREE_ROWS = 50_000, 200_000  # more rows would cost more than a yardstick is worth
LINEAR_ITERATIONS = 200
MOST_ITERATIONS, FEWEST_ITERATIONS, MOST_TREES = 200, 40, 1600
TREE_PATIENCE, TREE_VALIDATION = 10, 0.1
FEWEST_STOPPING_ROWS = 200  # under them a tenth is too few to stop by
CATEGORY_CODES = 255  # that the trees can split as categories
SMALLEST_PROBABILITY = 1e-7

Numbers = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Model(Protocol):
    """What a yardstick asks of the model inside it."""

    def outputs(self, typed: TypedTable, rows: Integers) -> Numbers: ...


@dataclass(frozen=True)
class Yardstick:
    """A fitted reference.

    note: what a reader must know about the fit (rows sampled, not converged), "" if nothing.
    """

    name: str
    problem: Problem
    model: Model
    note: str = ""

    def predict(self, typed: TypedTable, rows: Integers | None = None) -> Numbers:
        """Predict these rows (all where None).

        Out: float64 [N, classes], probabilities of at least 1e-7 that sum to 1; or float64
             [N, targets] in the targets' own units.
        """
        chosen = np.arange(len(typed)) if rows is None else rows
        with _one_thread():
            outputs = self.model.outputs(typed, chosen)
        if not self.problem.is_classification:
            return outputs
        probabilities: Numbers = np.maximum(outputs, SMALLEST_PROBABILITY)
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        return probabilities


def yardsticks(problem: Problem) -> tuple[str, ...]:
    """Names of the yardsticks for this problem, the cheapest first."""
    return (NAIVE, LINEAR, BOOSTED_TREES) if problem.data_kind == "table" else (NAIVE,)


def fit_yardstick(
    name: str, typed: TypedTable, learn_rows: Integers, problem: Problem, *, seed: int = 0
) -> Yardstick:
    """Fit a yardstick on these rows only.

    In:     learn_rows int64 [N], into ``typed``, whose target must be known.
    Out:    ``naive``: class frequencies, the mean, or the median where mae decides; ``linear``:
            logistic or ridge regression; ``boosted_trees``: histogram gradient boosting.
    Raises: ValueError for another name.
    """
    if name == NAIVE:
        return Yardstick(name, problem, _fit_naive(typed, learn_rows, problem))
    fits = {LINEAR: _fit_linear, BOOSTED_TREES: _fit_trees}
    if name not in fits:
        names = ", ".join((NAIVE, *fits))
        raise ValueError(f"a yardstick must be one of {names}, however: {name!r}")
    if _single_class(typed, learn_rows, problem):
        note = "The rows to learn from have one class only: the naive answer."
        return Yardstick(name, problem, _fit_naive(typed, learn_rows, problem), note)
    with _one_thread():
        return fits[name](typed, learn_rows, problem, seed)


@dataclass(frozen=True)
class _Constant:
    """The same outputs, float64 [outputs], for every row."""

    answer: Numbers

    def outputs(self, typed: TypedTable, rows: Integers) -> Numbers:
        return np.tile(self.answer, (len(rows), 1))


@dataclass(frozen=True)
class _Linear:
    estimator: Any
    preparation: Preparation
    classes: int

    def outputs(self, typed: TypedTable, rows: Integers) -> Numbers:
        design = _design(self.preparation, typed, rows)
        if self.classes:
            return _probabilities(self.estimator, design, self.classes)
        predicted = np.asarray(self.estimator.predict(design)).reshape(len(rows), -1)
        return self.preparation.target_back(predicted)


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
            return _probabilities(self.estimators[0], columns, self.classes)
        predicted = np.column_stack([one.predict(columns) for one in self.estimators])
        return self.preparation.target_back(predicted)


def _one_thread() -> AbstractContextManager[Any]:
    """Results that do not depend on the number of cores; and on busy cores the waiting threads of
    OpenMP took 15 s where one thread takes 0.7 s (28,000 rows of census data, two cores)."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # of scikit-learn

    limits: AbstractContextManager[Any] = threadpool_limits(1)
    return limits


def _single_class(typed: TypedTable, rows: Integers, problem: Problem) -> bool:
    return problem.is_classification and len(np.unique(_target(typed)[rows])) < 2


def _target(typed: TypedTable) -> npt.NDArray[Any]:
    if typed.target is None:
        raise ValueError("a yardstick needs rows whose target is known")
    return typed.target


def _fit_naive(typed: TypedTable, rows: Integers, problem: Problem) -> _Constant:
    target = _target(typed)[rows]
    if problem.is_classification:
        return _Constant(np.bincount(target, minlength=problem.outputs) / len(rows))
    middle = np.median if problem.metric == "mae" else np.mean
    return _Constant(np.atleast_1d(middle(target, axis=0)).astype(np.float64))


def _fit_linear(typed: TypedTable, rows: Integers, problem: Problem, seed: int) -> Yardstick:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression, Ridge

    rows, note = _sampled(rows, LINEAR_ROWS, seed)
    preparation = learn_preparation(typed, rows, Plan(), problem=problem)
    classification = problem.is_classification
    estimator = LogisticRegression(max_iter=LINEAR_ITERATIONS) if classification else Ridge()
    target = preparation.apply(typed, rows).targets["target"]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        estimator.fit(_design(preparation, typed, rows), target)
    if any(issubclass(one.category, ConvergenceWarning) for one in caught):
        note = f"{note} Stopped after {LINEAR_ITERATIONS} iterations, not yet converged.".strip()
    classes = problem.outputs if classification else 0
    return Yardstick(LINEAR, problem, _Linear(estimator, preparation, classes), note)


def _fit_trees(typed: TypedTable, rows: Integers, problem: Problem, seed: int) -> Yardstick:
    rows, note = _sampled(rows, TREE_ROWS, seed)
    preparation = learn_preparation(typed, rows, Plan(), problem=problem)
    codes = [_tree_codes(typed, rows, column) for column in range(len(typed.cardinalities))]
    columns = _tree_columns(codes, typed, rows)
    target = np.asarray(preparation.apply(typed, rows).targets["target"])
    targets = [target] if target.ndim == 1 else list(target.T)
    fitted = [_trees(typed, problem, one, seed).fit(columns, one) for one in targets]
    classes = problem.outputs if problem.is_classification else 0
    return Yardstick(BOOSTED_TREES, problem, _Trees(fitted, preparation, codes, classes), note)


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


def _sampled(rows: Integers, most: int, seed: int) -> tuple[Integers, str]:
    if len(rows) <= most:
        return rows, ""
    chosen = np.random.default_rng(seed).choice(rows, most, replace=False)
    return np.sort(chosen), f"Fitted on {most} of {len(rows)} rows, drawn at random."


def _design(preparation: Preparation, typed: TypedTable, rows: Integers) -> Any:
    """Scaled numbers and one column of 0 and 1 a category code, sparse float64 [N, columns]."""
    from scipy import sparse

    inputs = preparation.apply(typed, rows).inputs
    blocks = []
    if "numbers" in inputs:
        blocks.append(sparse.csr_array(np.asarray(inputs["numbers"], dtype=np.float64)))
    if "categories" in inputs:
        widths = np.array(typed.cardinalities) + 2
        ones = np.asarray(inputs["categories"]) + np.cumsum(widths) - widths
        starts = np.arange(len(rows) + 1) * ones.shape[1]
        shape = (len(rows), int(widths.sum()))
        blocks.append(sparse.csr_array((np.ones(ones.size), ones.ravel(), starts), shape=shape))
    return sparse.hstack(blocks, format="csr")


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


def _probabilities(estimator: Any, columns: Any, classes: int) -> Numbers:
    """Probabilities with a column for every class, 0 for those the learn rows did not have."""
    found = np.zeros((columns.shape[0], classes))
    found[:, np.asarray(estimator.classes_, dtype=np.int64)] = estimator.predict_proba(columns)
    return found
