"""Naive: class frequencies, the mean, or the median where mae decides."""

from dataclasses import dataclass

import numpy as np

from etude.data.typed import TypedTable
from etude.records.problem import Problem
from etude.training.yardsticks.model import Integers, Numbers, Yardstick, target_of

NAME = "naive"


def fit(typed: TypedTable, rows: Integers, problem: Problem, seed: int = 0) -> Yardstick:
    """The same answer for every row."""
    return Yardstick(NAME, problem, _constant(typed, rows, problem))


@dataclass(frozen=True)
class _Constant:
    """The same outputs, float64 [outputs], for every row."""

    answer: Numbers

    def outputs(self, typed: TypedTable, rows: Integers) -> Numbers:
        return np.tile(self.answer, (len(rows), 1))


def _constant(typed: TypedTable, rows: Integers, problem: Problem) -> _Constant:
    target = target_of(typed)[rows]
    if problem.is_classification:
        return _Constant(np.bincount(target, minlength=problem.outputs) / len(rows))
    middle = np.median if problem.metric == "mae" else np.mean
    return _Constant(np.atleast_1d(middle(target, axis=0)).astype(np.float64))
