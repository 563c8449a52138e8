"""Are inputs that look scaled whole multiples of one coarse step, as after a cast to integers?"""

import math

from torch import Tensor

from etude.doctor.columns import FEWEST_ROWS
from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "whole_steps"
FEWEST_VALUES = 4  # of a column, that differ
COARSE = 0.25  # of a column's deviation: finer steps leave nearly all of it
CLOSE = 1e-4  # of a step
FEW = 8  # rows that are asked first: they tell of nearly all inputs that they are not
SHARE = 0.5  # of the columns of more than three values, that are as if scaled
LOW, HIGH, OFF = 0.3, 3.0, 0.75  # deviations of a column that was scaled; |mean| in them


def measure(examined: Examined) -> SanityCheck | None:
    """columns: how many look scaled and hold four or more whole multiples of one coarse step, where
    half of all columns of as many values are such, and none that varies holds anything else; else
    0. step: the smallest value of all but 0. Scores that are whole by nature and lie around 0 look
    the same."""
    first, taken = examined.input, examined.some_of_columns
    if first is None or first.ndim != 2 or taken is None or len(taken) < FEWEST_ROWS:
        return None
    varied = taken[:, (taken != taken[0]).any(0)]
    sizes = varied.abs()
    step = float(sizes.where(sizes > 0, math.inf).min()) if varied.numel() else math.inf
    columns = 0
    if all(_are_whole(some / step) for some in (varied[:FEW], varied)):
        ordered = varied.T.contiguous().sort(1).values  # [columns, values]
        is_graded = (ordered[:, 1:] != ordered[:, :-1]).sum(1) >= FEWEST_VALUES - 1
        spread = varied.std(0, correction=0)
        is_scaled = (spread > LOW) & (spread < HIGH) & (varied.mean(0).abs() < OFF * spread)
        is_cut = is_graded & is_scaled & (step >= COARSE * spread)
        columns = int(is_cut.sum()) if is_cut.sum() >= SHARE * is_graded.sum() else 0
    told = (
        f"{columns} of {taken.shape[1]} columns look scaled and hold multiples of {step:.4g} alone"
    )
    return SanityCheck(NAME, not columns, told, {"columns": float(columns), "step": step})


def _are_whole(steps: Tensor) -> bool:
    """Whole numbers, all of them, but for rounding."""
    allowed = CLOSE * steps.abs().clamp(1.0, 1_000.0)
    return bool(((steps - steps.round()).abs() <= allowed).all())
