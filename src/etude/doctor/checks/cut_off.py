"""Do values of varied columns pile up at both of their bounds?"""

import torch
from torch import Tensor

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "cut_off"
PILED = 0.025  # of the values, at either bound
VARIED = 0.9  # of the values between the bounds: that differ
FEWEST_VALUES, FEWEST_BETWEEN = 100, 10


def measure(examined: Examined) -> SanityCheck | None:
    """columns: how many have piles at both bounds and varied numbers between; cells: share of all
    values that stand in these piles; alike: whether one bound, on either side of 0, serves all."""
    taken = examined.some_of_columns
    if taken is None or len(taken) < FEWEST_VALUES:
        return None
    low, high = taken == taken.amin(0), taken == taken.amax(0)
    piled = (low.double().mean(0) >= PILED) & (high.double().mean(0) >= PILED)
    found = [place for place in piled.nonzero().flatten().tolist() if _is_varied(taken[:, place])]
    at_bounds = (low | high)[:, found].double().mean(0).sum() if found else torch.zeros(())
    cells = float(at_bounds) / taken.shape[1]
    told = (
        f"{len(found)} of {taken.shape[1]} columns are cut off at both ends, {100 * cells:.0f} % of"
        " all values"
    )
    numbers = {
        "columns": float(len(found)),
        "cells": cells,
        "alike": float(_alike(taken[:, found])),
    }
    return SanityCheck(NAME, not found, told, numbers)


def _alike(columns: Tensor) -> bool:
    if not columns.shape[1]:
        return False
    bounds = torch.cat([columns.amax(0), -columns.amin(0)])
    return bool((bounds - bounds[0]).abs().max() <= 1e-5 * bounds[0].abs())


def _is_varied(column: Tensor) -> bool:
    """Whether what lies between the bounds is numbers that differ, not a few steps."""
    between = column[(column > column.min()) & (column < column.max())]
    return len(between) >= FEWEST_BETWEEN and len(torch.unique(between)) >= VARIED * len(between)
