"""Whether one column alone tells the target, as the target in disguise does."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from etude.doctor.cheap_models import Array

FEWEST_ROWS = 30  # of validation: of fewer some column tells the target by chance
PERFECT = 0.99  # share of right answers, or of the variance, as in a study's survey
OF_NAIVE = 0.1  # of the errors that knowing nothing makes: no more are left
LEAVES = 2  # of a tree, for every class: one stretch of values, or two


@dataclass(frozen=True)
class GivenAway:
    """The column that tells most: its place, from 0, and the share of right answers to validation
    rows, or of their variance, that it reaches alone."""

    column: int
    share: float


def by_a_column(
    learn: Array, judge: Array, learned: Tensor, truth: Tensor, answers: dict[str, Array]
) -> GivenAway | None:
    """The column that tells nearly all of the target; None where there is none, and of a few rows.

    In: inputs as cheap models read them, float64 [rows, columns], missing cells at the mean;
        targets int64 or float32; what these models answered: where none of them is nearly always
        right no column can tell them to be.
    """
    if len(truth) < FEWEST_ROWS:
        return None
    if truth.is_floating_point():
        shares, least = _linear_shares(judge, truth), PERFECT
    else:
        least = max(PERFECT, 1.0 - OF_NAIVE * (1.0 - share_of_commonest(learned, truth)))
        right = truth.numpy()
        if all((one.argmax(1) == right).mean() < least for one in answers.values()):
            return None
        shares = _tree_shares(learn, learned, judge, truth)
    best = int(shares.argmax())
    return GivenAway(best, float(shares[best])) if shares[best] >= least else None


def share_of_commonest(learned: Tensor, truth: Tensor) -> float:
    """Right answers to validation rows of the class that most learning rows are of."""
    return float((truth == learned.bincount().argmax()).double().mean())


def _linear_shares(judge: Array, truth: Tensor) -> Array:
    """Of numbers: the squared correlation with each column, 0 where either never changes."""
    columns, target = judge - judge.mean(0), truth.double().numpy()
    target = target - target.mean()
    sizes = (columns**2).sum(0) * (target**2).sum()
    shares: Array = (columns.T @ target) ** 2 / np.where(sizes > 0, sizes, 1.0)
    return shares


def _tree_shares(learn: Array, learned: Tensor, judge: Array, truth: Tensor) -> Array:
    """Of classes: what a small tree on each column answers rightly."""
    from sklearn.tree import DecisionTreeClassifier

    labels, right = learned.numpy(), truth.numpy()
    leaves = LEAVES * max(len(torch.unique(learned)), 2)
    tree = DecisionTreeClassifier(max_leaf_nodes=leaves, random_state=0)
    shares = [
        (tree.fit(learn[:, [k]], labels).predict(judge[:, [k]]) == right).mean()
        for k in range(learn.shape[1])
    ]
    return np.array(shares)
