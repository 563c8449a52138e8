"""Are the inputs of validation scaled as those of training are?"""

import math
from typing import Any

from torch import Tensor

from etude.diagnosis.symptoms.scaled_otherwise import SHIFT, TIMES
from etude.doctor.columns import are_rare, columns_of, drawn
from etude.doctor.examined import Examined
from etude.doctor.subject import tensors
from etude.records.sanity import SanityCheck

NAME = "same_scale"
MOST_ROWS = 512  # of either part


def measure(examined: Examined) -> SanityCheck | None:
    """ratio: how many times larger, or smaller, a typical column's deviation is in validation;
    shift: how many of its deviations a typical column's mean lies off."""
    if examined.validation is None:
        return None
    return scale_check(examined.inputs, examined.validation[0])


def scale_check(learned: Any, judged: Any) -> SanityCheck | None:
    """The same of inputs alone."""
    parts = [_columns(next(tensors(one), None)) for one in (learned, judged)]
    before, after = parts
    if before is None or after is None or before.shape[1:] != after.shape[1:]:
        return None
    if not len(before) or not len(after):
        return None
    deviations = before.std(0, correction=0), after.std(0, correction=0)
    varied = (deviations[0] > 0) & (deviations[1] > 0) & ~are_rare(before) & ~are_rare(after)
    if not bool(varied.any()):
        return None
    ratio = _typical((deviations[1] / deviations[0])[varied].log().abs())
    shift = _typical(((after.mean(0) - before.mean(0)).abs() / deviations[0])[varied])
    numbers = {"ratio": math.exp(ratio), "shift": shift}
    told = (
        f"a typical column of validation is {math.exp(ratio):.3g} times as wide or narrow, its mean"
        f" {shift:.3g} deviations off"
    )
    return SanityCheck(NAME, math.exp(ratio) <= TIMES and shift <= SHIFT, told, numbers)


def _columns(inputs: Tensor | None) -> Tensor | None:
    """Of at most 512 rows, spread over all of them: they may come in some order."""
    if inputs is None or not inputs.ndim:
        return None
    values = columns_of(inputs[:: -(-len(inputs) // MOST_ROWS) or 1])
    return None if values is None else drawn(values)


def _typical(values: Tensor) -> float:
    return float(values.median())
