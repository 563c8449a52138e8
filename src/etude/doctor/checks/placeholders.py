"""Does a column of varied numbers hold one value, far from all others, again and again?"""

import torch
from torch import Tensor

from etude.doctor.columns import columns_of, drawn
from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "placeholders"
FEWEST_ALIKE = 2  # cells of a column with the very same value
FEWEST_VARIED = 10  # other values that differ
APART = 2.0  # ranges of all other values that it lies from the nearest of them


def measure(examined: Examined) -> SanityCheck | None:
    """columns: how many have such a value at their lowest or highest; cells: share of all values
    that are one."""
    values = columns_of(examined)
    if values is None or not len(values):
        return None
    taken = drawn(values)
    counts = [_placeholders(column) for column in taken.T]
    columns, cells = sum(one > 0 for one in counts), sum(counts) / max(taken.numel(), 1)
    told = f"{columns} of {taken.shape[1]} columns hold one value far from all others"
    return SanityCheck(NAME, not columns, told, {"columns": float(columns), "cells": cells})


def _placeholders(column: Tensor) -> int:
    """How many cells of a column hold its value that is far from all others, 0 for none."""
    found = 0
    for extreme in (column.amin(), column.amax()):
        is_it = column == extreme
        others = column[~is_it]
        if int(is_it.sum()) < FEWEST_ALIKE or len(torch.unique(others)) < FEWEST_VARIED:
            continue
        width = others.amax() - others.amin()
        if (others - extreme).abs().amin() >= APART * width:
            found += int(is_it.sum())
    return found
