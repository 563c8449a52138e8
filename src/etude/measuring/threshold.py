"""The threshold: from which probability on the answer is yes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etude.measuring.decisions import cost_threshold, costs_of, has_costs
from etude.records.problem import Problem

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

IMBALANCED = 0.2  # METHOD.md, "What decides": a minority under 20 %
FEWEST_OF_A_CLASS = 10
_HALF = 0.5


@dataclass(frozen=True)
class Threshold:
    """value: probability of the second class from which it is answered; None where there are not
    two classes. reason: why, in one sentence."""

    value: float | None
    reason: str


def choose_threshold(problem: Problem, truth: Codes, probabilities: Floats) -> Threshold:
    """The threshold by the person's costs, else by what decides, else 0.5.

    Costs given: the probability at which both answers cost the same. F1 or balanced accuracy
    decides: the best of it on these rows. Classes imbalanced (the rarer under 20 %), and what
    decides is not a matter of 0.5 itself (accuracy, log loss): best F1, mean of both classes.

    In: calibrated probabilities float64 [n, K] of rows the network did not learn from.
    """
    if len(problem.labels) != 2:
        reason = "With several classes the most probable one is answered, whatever its probability."
        return Threshold(None, reason if problem.is_classification else "Numbers need none.")
    if has_costs(problem):
        return _by_costs(problem)
    rarer = int(np.bincount(truth, minlength=2).min())
    if problem.metric in ("f1", "balanced_accuracy"):
        return _best(problem.metric, rarer, truth, probabilities[:, 1])
    ranked = problem.metric in ("average_precision", "roc_auc", "precision", "recall")
    if ranked and rarer < IMBALANCED * len(truth):
        return _best("f1 of both classes", rarer, truth, probabilities[:, 1])
    return Threshold(_HALF, "The more probable class is answered: no costs, no rare class.")


def _by_costs(problem: Problem) -> Threshold:
    false_alarm, miss = costs_of(problem)
    value = cost_threshold(problem)
    return Threshold(
        value,
        f"A false alarm costs {false_alarm:g} and a miss {miss:g}, so yes is the cheaper answer"
        f" from a probability of {value:.3g} on.",
    )


def _best(aim: str, rarer: int, truth: Codes, probability: Floats) -> Threshold:
    if rarer < FEWEST_OF_A_CLASS:
        return Threshold(
            _HALF, f"Only {rarer} rows of the rarer class: too few to choose a threshold by."
        )
    thresholds, found, said = _every_threshold(truth, probability)
    scores = _AIMS[aim](found, said, float(truth.sum()), float(len(truth)))
    best = np.flatnonzero(scores >= scores.max() - 1e-12)
    chosen = float(thresholds[best[np.abs(thresholds[best] - _HALF).argmin()]])
    name = aim.replace("_", " ")
    return Threshold(chosen, f"The best {name} on validation rows, {scores.max():.3f}, is here.")


def _every_threshold(truth: Codes, probability: Floats) -> tuple[Floats, Floats, Floats]:
    """Thresholds half-way between neighbouring probabilities, with rows found and rows said."""
    order = np.argsort(-probability, kind="stable")
    ordered = probability[order]
    ends = np.flatnonzero(np.diff(ordered) < 0)
    thresholds = (ordered[ends] + ordered[ends + 1]) / 2
    found = np.cumsum(truth[order]).astype(np.float64)[ends]
    if len(ends) == 0:  # every row got the same probability
        return np.array([_HALF]), np.array([0.0]), np.array([0.0])
    return thresholds, found, (ends + 1).astype(np.float64)


def _f1(found: Floats, said: Floats, true: float, rows: float) -> Floats:
    del rows
    return np.asarray(2 * found / (said + true))


def _f1_of_both(found: Floats, said: Floats, true: float, rows: float) -> Floats:
    rejected = rows - said - true + found  # rightly said to be no
    return (_f1(found, said, true, rows) + 2 * rejected / (2 * rows - said - true)) / 2


def _balanced(found: Floats, said: Floats, true: float, rows: float) -> Floats:
    return np.asarray((found / true + 1 - (said - found) / (rows - true)) / 2)


_AIMS = {"f1": _f1, "f1 of both classes": _f1_of_both, "balanced_accuracy": _balanced}
