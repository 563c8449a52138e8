"""Permutation importance: how much worse the predictions get when one column is shuffled."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from etude.data.typed import TypedTable
from etude.measuring.row_losses import row_losses
from etude.records.column import Column, Schema
from etude.records.exam import Importance
from etude.records.problem import Problem

Floats = npt.NDArray[np.float64]
Predict = Callable[[TypedTable], Floats]

MOST_ROWS = 2000
_MOST_PREDICTIONS = 60
_MOST_REPEATS = 5


def permutation_importance(
    problem: Problem,
    typed: TypedTable,
    scale: npt.ArrayLike,
    predict: Predict,
    schema: Schema,
) -> tuple[Importance, ...]:
    """Importance of each original column in use (a date's parts move together), largest first.

    Each column is shuffled 1 to 5 times, fewer where there are many, on at most 2,000 rows.

    In:     typed rows with their target; scale float64 [T] as ``losses.unit_losses``.
    Source: Breiman 2001; Fisher, Rudin and Dominici 2019.
    Blind:  of two columns that say the same, each looks unimportant, since the other remains.
    """
    rows = np.sort(np.random.default_rng(0).permutation(len(typed))[:MOST_ROWS])
    sample = _rows(typed, rows)
    columns = schema.used()
    if len(sample) < 2 or not columns:
        return ()
    before = row_losses(problem, sample, predict(sample), scale)
    repeats = min(_MOST_REPEATS, max(1, _MOST_PREDICTIONS // len(columns)))
    generator = np.random.default_rng(1)
    orders = [generator.permutation(len(sample)) for _ in range(repeats)]
    found = []
    for column in columns:
        after = [
            row_losses(problem, sample, predict(_shuffled(sample, column, order)), scale)
            for order in orders
        ]
        found.append(_importance(column.name, np.stack(after) - before, float(before.mean())))
    return tuple(sorted(found, key=lambda one: -one.loss_increase))


def _rows(typed: TypedTable, rows: npt.NDArray[np.int64]) -> TypedTable:
    return replace(
        typed,
        numbers=typed.numbers[rows],
        categories=typed.categories[rows],
        target=None if typed.target is None else typed.target[rows],
        units=typed.units[rows],
        clusters=typed.clusters[rows],
    )


def _shuffled(typed: TypedTable, column: Column, order: npt.NDArray[np.int64]) -> TypedTable:
    """The table with the cells of one column in another order of rows."""
    names = (column.name, *column.parts)
    numbers = [i for i, name in enumerate(typed.number_names) if name in names]
    categories = [i for i, name in enumerate(typed.category_names) if name in names]
    moved_numbers, moved_categories = typed.numbers.copy(), typed.categories.copy()
    moved_numbers[:, numbers] = typed.numbers[order][:, numbers]
    moved_categories[:, categories] = typed.categories[order][:, categories]
    return replace(typed, numbers=moved_numbers, categories=moved_categories)


def _importance(name: str, increases: Floats, loss: float) -> Importance:
    """From the increases of each row's loss, float64 [repeats, n]."""
    repeats, rows = increases.shape
    variance = float(increases.mean(axis=0).var(ddof=1)) / rows
    if repeats > 1:
        variance += float(increases.mean(axis=1).var(ddof=1)) / repeats
    mean = float(increases.mean())
    return Importance(name, mean, math.sqrt(variance), mean / loss if loss > 0 else math.nan)
