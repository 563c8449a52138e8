"""Does a column of varied numbers hold one value, far from all others, again and again?"""

import math

import torch
from torch import Tensor

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "placeholders"
FEWEST_ALIKE = 3  # cells of a column with the very same value, in rows that differ
FEWEST_VARIED = 10  # other values that differ
APART = 5.0  # ranges of all other values that it lies from the nearest of them


def measure(examined: Examined) -> SanityCheck | None:
    """columns: how many have such a value at their lowest or highest; cells: share of all values
    that are one. Of tables alone: steps of series are blank where they are padded."""
    first, taken = examined.input, examined.some_of_columns
    if first is None or first.ndim != 2 or taken is None or not len(taken):
        return None
    if _counts(taken).sum():
        taken = torch.unique(taken, dim=0)  # a row that is there twice is none the more
    counts = _counts(taken)
    columns = int((counts > 0).sum())
    told = f"{columns} of {taken.shape[1]} columns hold one value far from all others"
    cells = float(counts.sum()) / taken.numel()
    return SanityCheck(NAME, not columns, told, {"columns": float(columns), "cells": cells})


def _counts(values: Tensor) -> Tensor:
    """How many cells of every column hold a value that is far from all others, int64 [columns]."""
    counts = torch.zeros(values.shape[1], dtype=torch.int64)
    for sign in (1.0, -1.0):
        column = sign * values
        lowest, highest = column.amin(0), column.amax(0)
        is_lowest = column == lowest
        others = torch.where(is_lowest, math.inf, column).amin(0)
        is_far = others - lowest >= APART * (highest - others)
        alike = is_lowest.sum(0)
        for place in (is_far & (alike >= FEWEST_ALIKE)).nonzero().flatten().tolist():
            varied = torch.unique(column[~is_lowest[:, place], place])
            counts[place] += alike[place] if len(varied) >= FEWEST_VARIED else 0
    return counts
