"""Linear: logistic or ridge regression on scaled numbers, categories, words and steps."""

import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from etude.data.preparation import FIRST_CODE, Preparation, learn_preparation
from etude.data.series.resampling import LONGEST_READ, points_for, resampled
from etude.data.series.steps import StepPreparation, learn_steps
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
from etude.training.yardsticks.terms import learn_terms

NAME = "linear"
MOST_ROWS = 50_000  # more would cost more than a yardstick is worth
ITERATIONS = 200
# Rows of word weights have length 1, so that the usual penalty holds probabilities far too near
# the shares: on four sets of texts C = 10 lost 12 to 55 % less in nats, and named as many rightly;
# the coarser end lost no more in half of the time (77 classes).
FOR_WORDS = {"C": 10.0, "tol": 1e-3}


def fit(typed: TypedTable, rows: Integers, problem: Problem, seed: int = 0) -> Yardstick:
    """Fitted on at most 50,000 of these rows."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression, Ridge

    rows, note = sampled(rows, MOST_ROWS, seed)
    reading = _learn_reading(typed, rows, problem)
    classification = problem.is_classification
    settings = FOR_WORDS if reading.terms is not None else {}
    logistic = LogisticRegression(max_iter=ITERATIONS, **settings)
    estimator = logistic if classification else Ridge()
    target = reading.preparation.apply(typed, rows).targets["target"]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        estimator.fit(reading.design(typed, rows), target)
    if any(issubclass(one.category, ConvergenceWarning) for one in caught):
        note = f"{note} Stopped after {ITERATIONS} iterations, not yet converged.".strip()
    classes = problem.outputs if classification else 0
    return Yardstick(NAME, problem, _Linear(estimator, reading, classes), note)


@dataclass(frozen=True)
class _Reading:
    """How rows become columns.

    terms: the words it knows; None where there are no texts.
    steps, points: how series are scaled, and the steps each is brought to; None without series.
    """

    preparation: Preparation
    terms: Any | None
    steps: StepPreparation | None
    points: int

    def design(self, typed: TypedTable, rows: Integers) -> Any:
        """Scaled numbers, one column of 0 and 1 a category code, one a word or pair of words, one
        a step and channel of a series; sparse float64 [N, columns]."""
        from scipy import sparse

        inputs = self.preparation.apply(_without_sequences(typed), rows).inputs
        blocks = []
        if "numbers" in inputs:
            blocks.append(sparse.csr_array(np.asarray(inputs["numbers"], dtype=np.float64)))
        if "categories" in inputs:
            blocks.append(_one_column_a_code(np.asarray(inputs["categories"]), typed.cardinalities))
        if self.terms is not None and typed.documents is not None:
            blocks.append(self.terms.transform(typed.documents[rows]))
        if self.steps is not None and typed.series is not None:
            columns = resampled(self.steps, typed.series, rows, self.points)
            blocks.append(sparse.csr_array(columns))
        return sparse.hstack(blocks or [sparse.csr_array((len(rows), 1))], format="csr")


def _learn_reading(typed: TypedTable, rows: Integers, problem: Problem) -> _Reading:
    preparation = learn_preparation(_without_sequences(typed), rows, Plan(), problem=problem)
    documents, series = typed.documents, typed.series
    terms = None if documents is None else learn_terms(documents[rows])
    if series is None:
        return _Reading(preparation, terms, None, 0)
    steps = learn_steps(series, rows, Plan(longest=LONGEST_READ))
    return _Reading(preparation, terms, steps, points_for(series, rows))


def _without_sequences(typed: TypedTable) -> TypedTable:
    """A linear model reads words of its own, not a network's tokens, and whole series."""
    return replace(typed, documents=None, series=None)


def _one_column_a_code(codes: Integers, cardinalities: tuple[int, ...]) -> Any:
    from scipy import sparse

    widths = np.array(cardinalities) + FIRST_CODE
    ones = codes + np.cumsum(widths) - widths
    starts = np.arange(len(codes) + 1) * ones.shape[1]
    shape = (len(codes), int(widths.sum()))
    return sparse.csr_array((np.ones(ones.size), ones.ravel(), starts), shape=shape)


@dataclass(frozen=True)
class _Linear:
    estimator: Any
    reading: _Reading
    classes: int

    def outputs(self, typed: TypedTable, rows: Integers) -> Numbers:
        design = self.reading.design(typed, rows)
        if self.classes:
            return known_probabilities(self.estimator, design, self.classes)
        predicted = np.asarray(self.estimator.predict(design)).reshape(len(rows), -1)
        return self.reading.preparation.target_back(predicted, typed, rows)
