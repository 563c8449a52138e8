"""Do a few cells of a column lie many times further out than all the others?"""

import torch
from torch import Tensor

from etude.doctor.columns import FEWEST_ROWS
from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "mixed_units"
NEAR, FAR = 3.5, 6.0  # deviations from the middle; the bulk ends before, what is apart lies beyond
FEWEST_APART = 3  # cells of a column
MOST_APART = 0.2  # of its cells: more are a part of what the column is
GAP = 5  # cells beyond the far mark for one between the two; a long tail has more between
WIDER = (
    3.0  # times: the spread of these cells beside that of the others, for a unit multiplies both
)
FEWEST_VARIED = 0.5  # of a column's values, that differ
MOST_COLUMNS = 1_000  # that are looked at, evenly taken
OF_NORMAL = 1.349  # deviations between the quartiles of normal numbers


def measure(examined: Examined) -> SanityCheck | None:
    """columns: how many have such cells; cells: share of all values that are one; times: how many
    times further out than the others they lie, the median. Of tables alone, and of columns whose
    values vary: of rare categories and of counts the rare ones lie far out by nature."""
    first, taken = examined.input, examined.some_of_columns
    if first is None or first.ndim != 2 or taken is None or len(taken) < FEWEST_ROWS:
        return None
    some = taken[:, :: -(-taken.shape[1] // MOST_COLUMNS)]
    ordered = some.T.contiguous().sort(1).values  # [columns, values]
    varied = ordered[_are_varied(ordered)]
    if not len(varied):
        return None
    signed = _deviations_from_the_middle(varied)
    out = signed.abs()
    is_between = ((out > NEAR) & (out <= FAR)).sum(1)
    is_apart = (out > FAR) & ~_stand_again(varied)
    count = is_apart.sum(1)
    is_suspect = (count >= FEWEST_APART) & (count > GAP * is_between)
    is_suspect &= count <= MOST_APART * out.shape[1]
    has_some = [
        column
        for column in is_suspect.nonzero().flatten().tolist()
        if float(signed[column][is_apart[column]].std()) >= WIDER
    ]
    apart = out[has_some][is_apart[has_some]]
    told = (
        f"{len(has_some)} of {len(ordered)} columns hold cells many times further out than others"
    )
    numbers = {
        "columns": float(len(has_some)),
        "cells": len(apart) / some.numel(),
        "times": float(apart.median() / out[out <= NEAR].median()) if has_some else 1.0,
    }
    return SanityCheck(NAME, not has_some, told, numbers)


def _are_varied(ordered: Tensor) -> Tensor:
    """Columns most of whose values differ, and no quarter of them is one value: bool [columns]."""
    changes = (ordered[:, 1:] != ordered[:, :-1]).double().mean(1)
    quarter = ordered.shape[1] // 4
    return (changes >= FEWEST_VARIED) & (ordered[:, quarter:] != ordered[:, :-quarter]).all(1)


def _stand_again(ordered: Tensor) -> Tensor:
    """Cells whose very value stands three times or more, as of a placeholder."""
    again = torch.zeros_like(ordered, dtype=torch.bool)
    is_third = ordered[:, 2:] == ordered[:, :-2]
    for start in range(3):
        again[:, start : start + is_third.shape[1]] |= is_third
    return again


def _deviations_from_the_middle(ordered: Tensor) -> Tensor:
    """Distances from the median in deviations as the quartiles tell them, which cells far out do
    not widen. In: values in their order, [columns, values]."""
    last = ordered.shape[1] - 1
    low, middle, high = (ordered[:, [part * last // 4]] for part in (1, 2, 3))
    return torch.div(ordered - middle, (high - low) / OF_NORMAL)
