"""Permutation importance: how much worse the predictions get when one column is shuffled."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from etude.data.text.documents import with_column
from etude.data.typed import TypedTable
from etude.measuring.row_losses import row_losses
from etude.records.column import Column, Schema
from etude.records.exam import Importance
from etude.records.problem import Problem

Floats = npt.NDArray[np.float64]
Order = npt.NDArray[np.int64]
Predict = Callable[[TypedTable], Floats]
Shuffle = Callable[[TypedTable, Order], TypedTable]

MOST_ROWS = 2000
_MOST_PREDICTIONS = 60
_MOST_REPEATS, _SEQUENCE_REPEATS = 5, 2


def permutation_importance(
    problem: Problem,
    typed: TypedTable,
    scale: npt.ArrayLike,
    predict: Predict,
    schema: Schema,
) -> tuple[Importance, ...]:
    """Importance of each original column in use (a date's parts move together, as do
    all channels of a series), largest first.

    Each column is shuffled 1 to 5 times, fewer where there are many, on at most 2,000 rows.

    In:     typed rows with their target; scale float64 [T] as ``losses.unit_losses``.
    Source: Breiman 2001; Fisher, Rudin and Dominici 2019.
    Blind:  of two columns that say the same, each looks unimportant, since the other remains.
    """
    rows = np.sort(np.random.default_rng(0).permutation(len(typed))[:MOST_ROWS])
    sample = typed.only(rows)
    inputs = _inputs(schema)
    if len(sample) < 2 or not inputs:
        return ()
    before = row_losses(problem, sample, predict(sample), scale)
    repeats = min(_most_repeats(sample), max(1, _MOST_PREDICTIONS // len(inputs)))
    generator = np.random.default_rng(1)
    orders = [generator.permutation(len(sample)) for _ in range(repeats)]
    found = []
    for name, shuffled in inputs:
        after = [
            row_losses(problem, sample, predict(shuffled(sample, order)), scale) for order in orders
        ]
        found.append(_importance(name, np.stack(after) - before, float(before.mean())))
    return tuple(sorted(found, key=lambda one: -one.loss_increase))


def _most_repeats(typed: TypedTable) -> int:
    """A sequence takes as long to answer as many rows of a table."""
    has_sequences = typed.documents is not None or typed.series is not None
    return _SEQUENCE_REPEATS if has_sequences else _MOST_REPEATS


def _inputs(schema: Schema) -> list[tuple[str, Shuffle]]:
    """What is shuffled as one, by its name; the channels of a series keep their common steps."""
    cells = [column for column in schema.used() if column.kind not in ("text", "series")]
    inputs: list[tuple[str, Shuffle]] = []
    inputs += ((column.name, partial(_cells_shuffled, column)) for column in cells)
    for place, column in enumerate(schema.used("text")):
        inputs.append((column.name, partial(_text_shuffled, place)))
    if channels := schema.used("series"):
        inputs.append((", ".join(one.name for one in channels), _series_shuffled))
    return inputs


def _cells_shuffled(column: Column, typed: TypedTable, order: Order) -> TypedTable:
    """The table with the cells of one column in another order of rows."""
    names = (column.name, *column.parts)
    numbers = [i for i, name in enumerate(typed.number_names) if name in names]
    categories = [i for i, name in enumerate(typed.category_names) if name in names]
    moved_numbers, moved_categories = typed.numbers.copy(), typed.categories.copy()
    moved_numbers[:, numbers] = typed.numbers[order][:, numbers]
    moved_categories[:, categories] = typed.categories[order][:, categories]
    return replace(typed, numbers=moved_numbers, categories=moved_categories)


def _text_shuffled(place: int, typed: TypedTable, order: Order) -> TypedTable:
    assert typed.documents is not None
    moved = with_column(typed.documents, typed.documents[order], place)
    return replace(typed, documents=moved)


def _series_shuffled(typed: TypedTable, order: Order) -> TypedTable:
    assert typed.series is not None
    return replace(typed, series=typed.series.only(order))


def _importance(name: str, increases: Floats, loss: float) -> Importance:
    """From the increases of each row's loss, float64 [repeats, n]."""
    repeats, rows = increases.shape
    variance = float(increases.mean(axis=0).var(ddof=1)) / rows
    if repeats > 1:
        variance += float(increases.mean(axis=1).var(ddof=1)) / repeats
    mean = float(increases.mean())
    return Importance(name, mean, math.sqrt(variance), mean / loss if loss > 0 else math.nan)
