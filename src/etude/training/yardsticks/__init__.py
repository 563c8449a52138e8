"""Yardsticks: cheap references that say whether a network is worth its trouble.

One file = one yardstick: ``NAME`` and ``fit(typed, rows, problem, seed)``. Which ones a kind of
data has stands in ``records/problem.py``. scikit-learn is imported where a yardstick is fitted, so
that importing Etude stays quick.
"""

import importlib
from typing import cast

import numpy as np

from etude.data.typed import TypedTable
from etude.records.problem import YARDSTICKS, Problem
from etude.training.yardsticks import naive
from etude.training.yardsticks.model import Integers, Yardstick, one_thread, target_of

__all__ = ["Yardstick", "fit_yardstick"]


def fit_yardstick(
    name: str, typed: TypedTable, learn_rows: Integers, problem: Problem, *, seed: int = 0
) -> Yardstick:
    """Fit a yardstick on these rows only.

    In:     name: one of those of the problem's kind of data (``YARDSTICKS``). learn_rows int64
            [N], into ``typed``, whose target must be known.
    Raises: ValueError for another name.
    """
    names = YARDSTICKS[problem.data_kind]
    if name not in names:
        raise ValueError(f"a yardstick must be one of {', '.join(names)}, however: {name!r}")
    if name != naive.NAME and _single_class(typed, learn_rows, problem):
        note = "The rows to learn from have one class only: the naive answer."
        answer = naive.fit(typed, learn_rows, problem)
        return Yardstick(name, problem, answer.model, note)
    kind = importlib.import_module(f"{__name__}.{name}")
    with one_thread():
        return cast(Yardstick, kind.fit(typed, learn_rows, problem, seed))


def _single_class(typed: TypedTable, rows: Integers, problem: Problem) -> bool:
    return problem.is_classification and len(np.unique(target_of(typed)[rows])) < 2
