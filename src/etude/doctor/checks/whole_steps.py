"""Are inputs that were scaled whole multiples of one number, as after a cast to integers?"""

import math

from torch import Tensor

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "whole_steps"
FEWEST_VALUES = 3  # of a column, that differ
CLOSE = 1e-4  # of a step
FEW = 8  # rows that are asked first: they tell of nearly all inputs that they are not
SHARE = 0.5  # of the columns, that are as if scaled
LOW, HIGH, OFF = 0.3, 3.0, 0.75  # deviations of a column that was scaled; |mean| in them


def measure(examined: Examined) -> SanityCheck | None:
    """columns: how many look scaled and hold three or more whole multiples of one step, where half
    of the columns are such, and no column holds anything else; else 0. step: the smallest value of
    all but 0. Counts, codes and pixels are whole too, but lie on one side of 0 or far from a
    deviation of 1; cut before they were scaled, columns have steps of their own."""
    first, taken = examined.input, examined.some_of_columns
    if first is None or first.ndim != 2 or taken is None or not len(taken):
        return None
    sizes = taken.abs()
    step = float(sizes.where(sizes > 0, math.inf).min())
    columns = 0
    if all(_are_whole(some / step) for some in (taken[:FEW], taken)):
        ordered = taken.T.contiguous().sort(1).values  # [columns, values]
        is_graded = (ordered.diff() != 0).sum(1) >= FEWEST_VALUES - 1
        spread = taken.std(0, correction=0)
        is_near_one = (spread > LOW) & (spread < HIGH) & (taken.mean(0).abs() < OFF * spread)
        is_cut = is_graded & is_near_one
        columns = int(is_cut.sum()) if float(is_cut.double().mean()) >= SHARE else 0
    told = f"{columns} of {taken.shape[1]} scaled columns hold whole multiples of {step:.4g} alone"
    return SanityCheck(NAME, not columns, told, {"columns": float(columns), "step": step})


def _are_whole(steps: Tensor) -> bool:
    """Whole numbers, all of them, but for rounding."""
    return bool(((steps - steps.round()).abs() <= CLOSE * steps.abs().clamp_min(1.0)).all())
