"""Is every row answered by itself?"""

from typing import Any

import torch
from torch import Tensor

from etude.diagnosis.symptoms.rows_mixed import SHARE
from etude.doctor.examined import Examined
from etude.doctor.subject import called, cut, prediction, tensors
from etude.doctor.undisturbed import undisturbed
from etude.records.sanity import SanityCheck

NAME = "rows_apart"
ROWS = 8


def measure(examined: Examined) -> SanityCheck | None:
    """change: of the outputs of other rows, as a share of the largest, once the first row is given
    the inputs of the second."""
    inputs = cut(examined.inputs, 0, ROWS, examined.rows)
    first = next(tensors(inputs), None)
    if examined.rows < ROWS or first is None:
        return None
    changed = _with_first_as_second(inputs, ROWS)
    with undisturbed(examined.model):
        answers = [prediction(called(examined.model, one)) for one in (inputs, changed)]
    before, after = (_others(one) for one in answers)
    if before is None or after is None or before.shape != after.shape:
        return None
    largest = float(before.abs().max())
    if not largest > 0 or not bool(torch.isfinite(before).all() & torch.isfinite(after).all()):
        return None
    change = float((after - before).abs().max()) / largest
    told = f"outputs of other rows change by {change:.2g} of the largest with the first row"
    return SanityCheck(NAME, change <= SHARE, told, {"change": change})


def _others(answer: Tensor | None) -> Tensor | None:
    """Outputs of all rows but the first; None where there is not one a row."""
    if answer is None or not answer.ndim or len(answer) != ROWS:
        return None
    return answer[1:].detach().float()


def _with_first_as_second(inputs: Any, rows: int) -> Any:
    if isinstance(inputs, Tensor):
        if not inputs.ndim or len(inputs) != rows:
            return inputs
        return torch.cat([inputs[1:2], inputs[1:]])
    if isinstance(inputs, dict):
        return {name: _with_first_as_second(one, rows) for name, one in inputs.items()}
    if type(inputs) in (tuple, list):
        return type(inputs)(_with_first_as_second(one, rows) for one in inputs)
    return inputs
