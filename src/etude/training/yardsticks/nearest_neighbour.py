"""Nearest neighbour: the answer of the most similar series among those that were learned."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from etude.data.series.resampling import LONGEST_READ, points_for, resampled
from etude.data.series.steps import StepPreparation, learn_steps
from etude.data.typed import SeriesCells, TypedTable
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.training.yardsticks.model import Integers, Numbers, Yardstick, sampled, target_of

NAME = "nearest_neighbour"
MOST_ROWS = 20_000  # every answer measures its distance to each of them
LEAST_LEAD = 0.01  # of the neighbour's class over chance, so that it stays the answer
NEIGHBOURS = 5  # of a number: the mean of one neighbour would carry its whole noise


def fit(typed: TypedTable, rows: Integers, problem: Problem, seed: int = 0) -> Yardstick:
    """Remembers at most 20,000 of these rows.

    Euclidean distance between the scaled series, all at the usual length. Classes: one neighbour;
    its class is as probable as it was right for the learned series themselves, each left out in
    turn, and the other classes share the rest. Numbers: the mean of five neighbours, or their
    median where mae decides.
    """
    from sklearn.neighbors import NearestNeighbors

    rows, note = sampled(rows, MOST_ROWS, seed)
    series = _series(typed)
    steps = learn_steps(series, rows, Plan(longest=LONGEST_READ))
    points = points_for(series, rows)
    known = resampled(steps, series, rows, points)
    target = target_of(typed)[rows]
    several = 1 if problem.is_classification else min(NEIGHBOURS, len(rows))
    search = NearestNeighbors(n_neighbors=several).fit(known)
    sure = 1.0
    if problem.is_classification:
        sure = max(_share_right(search, target), 1 / problem.outputs + LEAST_LEAD)
    return Yardstick(NAME, problem, _Nearest(search, target, steps, points, problem, sure), note)


@dataclass(frozen=True)
class _Nearest:
    """sure: probability of the neighbour's class."""

    search: Any
    target: Any
    steps: StepPreparation
    points: int
    problem: Problem
    sure: float

    def outputs(self, typed: TypedTable, rows: Integers) -> Numbers:
        columns = resampled(self.steps, _series(typed), rows, self.points)
        places = self.search.kneighbors(columns, return_distance=False)
        if not self.problem.is_classification:
            middle = np.median if self.problem.metric == "mae" else np.mean
            answer: Numbers = np.asarray(middle(self.target[places], axis=1), dtype=np.float64)
            return answer.reshape(len(rows), -1)
        others = (1.0 - self.sure) / max(self.problem.outputs - 1, 1)
        chances = np.full((len(rows), self.problem.outputs), others)
        chances[np.arange(len(rows)), self.target[places[:, 0]]] = self.sure
        return chances


def _series(typed: TypedTable) -> SeriesCells:
    if typed.series is None:
        raise ValueError("nearest neighbours are sought among series, and these rows have none")
    return typed.series


def _share_right(search: Any, target: Any) -> float:
    """How often the nearest other series has the same class, drawn a little to the middle."""
    if len(target) < 2:
        return 0.5
    nearest = search.kneighbors(n_neighbors=1, return_distance=False)[:, 0]  # never itself
    right = int((target[nearest] == target).sum())
    return (right + 1) / (len(target) + 2)
