"""From probabilities to decisions, and what a decision costs."""

import numpy as np
import numpy.typing as npt

from etude.records.problem import Problem

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


def decide(problem: Problem, probabilities: Floats, threshold: float | None = None) -> Codes:
    """The class predicted for each row.

    Two classes: the second where its probability reaches ``threshold`` (None: 0.5), else the
    first. Several classes: the most probable; ``threshold`` has no part in it.

    In:  float64 [n, K]. Out: int64 [n] codes.
    """
    if len(problem.labels) == 2:
        reached = np.greater_equal(probabilities[:, 1], 0.5 if threshold is None else threshold)
        return np.asarray(reached, dtype=np.int64)
    return np.asarray(probabilities.argmax(axis=1), dtype=np.int64)


def has_costs(problem: Problem) -> bool:
    """Whether the cost of a decision is known: two classes and both costs given."""
    given = problem.cost_false_alarm is not None and problem.cost_miss is not None
    return given and len(problem.labels) == 2


def costs_of(problem: Problem) -> tuple[float, float]:
    """Cost of a false alarm and of a miss, as the person gave them.

    Raises: ValueError where they are not known, or are not for two classes.
    """
    if not has_costs(problem) or problem.cost_false_alarm is None or problem.cost_miss is None:
        raise ValueError("expected_cost needs two classes, cost_false_alarm and cost_miss")
    return problem.cost_false_alarm, problem.cost_miss


def cost_threshold(problem: Problem) -> float:
    """Probability from which saying yes is cheaper than saying no.

    Yes costs (1 - p) x false alarm, no costs p x miss: equal at false alarm / (both costs).
    """
    false_alarm, miss = costs_of(problem)
    both = false_alarm + miss
    return false_alarm / both if both > 0 else 0.5


def row_costs(problem: Problem, truth: Codes, decided: Codes) -> Floats:
    """What each decision cost, in the person's unit, float64 [n]; a right one costs 0."""
    false_alarm, miss = costs_of(problem)
    false_alarms = (truth == 0) & (decided == 1)
    misses = (truth == 1) & (decided == 0)
    return np.asarray(false_alarm * false_alarms + miss * misses, dtype=np.float64)
