"""Do a few cells of a column lie many times further out than all the others?"""

import torch
from torch import Tensor

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "mixed_units"
NEAR, FAR = 3.5, 6.0  # deviations from the middle; the bulk ends before, what is apart lies beyond
FEWEST_APART = 5  # cells, of all columns
GAP = 5.0  # cells beyond the far mark for one between the two; a long tail has more between
FEWEST_VARIED = 0.5  # of a column's values, that differ
OF_NORMAL = 1.349  # deviations between the quartiles of normal numbers


def measure(examined: Examined) -> SanityCheck | None:
    """columns: how many have such cells; cells: share of all values that are one; times: how many
    times further out than the others they lie, the median. Of tables alone, and of columns whose
    values vary: of rare categories and of counts the rare ones lie far out by nature."""
    first, taken = examined.input, examined.some_of_columns
    if first is None or first.ndim != 2 or taken is None or not len(taken):
        return None
    ordered = taken.T.contiguous().sort(1).values  # [columns, values]
    varied = ordered[(ordered.diff() != 0).double().mean(1) >= FEWEST_VARIED]
    if not len(varied):
        return None
    out = _deviations_from_the_middle(varied)
    is_between, is_beyond = (out > NEAR) & (out <= FAR), out > FAR
    has_some = is_beyond.sum(1) > GAP * is_between.sum(1)
    apart = out[has_some][is_beyond[has_some]]
    if len(apart) < FEWEST_APART or len(apart) <= GAP * int(is_between.sum()):
        has_some, apart = torch.zeros_like(has_some), apart[:0]
    columns = int(has_some.sum())
    told = f"{columns} of {taken.shape[1]} columns hold cells many times further out than the rest"
    numbers = {
        "columns": float(columns),
        "cells": len(apart) / taken.numel(),
        "times": float(apart.median() / out[out <= NEAR].median()) if columns else 1.0,
    }
    return SanityCheck(NAME, not columns, told, numbers)


def _deviations_from_the_middle(ordered: Tensor) -> Tensor:
    """Distances from the median in deviations as the quartiles tell them, which cells far out do
    not widen. In: values in their order, [columns, values]."""
    count = ordered.shape[1]
    low, middle, high = (ordered[:, [part * (count - 1) // 4]] for part in (1, 2, 3))
    return torch.div((ordered - middle).abs(), (high - low) / OF_NORMAL)
