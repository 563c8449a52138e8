"""What every yardstick has: a fitted model, and how its answers are brought into shape."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from etude.data.typed import TypedTable
from etude.records.problem import Problem

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
        with one_thread():
            outputs = self.model.outputs(typed, chosen)
        if not self.problem.is_classification:
            return outputs
        probabilities: Numbers = np.maximum(outputs, SMALLEST_PROBABILITY)
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        return probabilities


def one_thread() -> AbstractContextManager[Any]:
    """Results that do not depend on the number of cores; and on busy cores the waiting threads of
    OpenMP took 15 s where one thread takes 0.7 s (28,000 rows of census data, two cores)."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # of scikit-learn

    limits: AbstractContextManager[Any] = threadpool_limits(1)
    return limits


def target_of(typed: TypedTable) -> npt.NDArray[Any]:
    """The target of all rows; ValueError where it is not known."""
    if typed.target is None:
        raise ValueError("a yardstick needs rows whose target is known")
    return typed.target


def sampled(rows: Integers, most: int, seed: int) -> tuple[Integers, str]:
    """At most so many of these rows, drawn at random, and a sentence where some are left out."""
    if len(rows) <= most:
        return rows, ""
    chosen = np.random.default_rng(seed).choice(rows, most, replace=False)
    return np.sort(chosen), f"Fitted on {most} of {len(rows)} rows, drawn at random."


def known_probabilities(estimator: Any, columns: Any, classes: int) -> Numbers:
    """Probabilities with a column for every class, 0 for those the learn rows did not have."""
    found = np.zeros((columns.shape[0], classes))
    found[:, np.asarray(estimator.classes_, dtype=np.int64)] = estimator.predict_proba(columns)
    return found
