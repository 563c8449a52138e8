"""Is every row answered by itself?"""

from typing import Any

import torch
from torch import Tensor, nn

from etude.diagnosis.symptoms.rows_mixed import SHARE
from etude.doctor.examined import Examined
from etude.doctor.subject import called, prediction, tensors
from etude.doctor.undisturbed import undisturbed
from etude.records.sanity import SanityCheck

NAME = "rows_apart"
FEWEST_ROWS = 3
_IN_ORDER_OF_STEPS = (nn.RNNBase, nn.MultiheadAttention)


def measure(examined: Examined) -> SanityCheck | None:
    """change: of the outputs of other rows, as a share of the largest, once the first row is given
    the inputs of the second. None where outputs are not one a row, where they are drawn anew at
    every call, or where layers are meant to mix rows or take steps for rows."""
    rows = examined.rows
    if rows < FEWEST_ROWS or next(tensors(examined.inputs), None) is None:
        return None
    if _is_mixed_on_purpose(examined.model):
        return None
    changed = _with_first_as_second(examined.inputs, rows)
    with undisturbed(examined.model):
        given = (examined.inputs, examined.inputs, changed)
        before, again, after = (_answer(examined, one) for one in given)
    if before is None or again is None or after is None or not torch.equal(before, again):
        return None
    largest = float(before.abs().max())
    if not largest > 0 or not bool(torch.isfinite(before).all() & torch.isfinite(after).all()):
        return None
    change = float((after - before).abs().max()) / largest
    told = f"outputs of other rows change by {change:.2g} of the largest with the first row"
    return SanityCheck(NAME, change <= SHARE, told, {"change": change})


def _answer(examined: Examined, inputs: Any) -> Tensor | None:
    """Outputs of all rows but the first; None where there is not one a row."""
    answer = prediction(called(examined.model, inputs))
    if answer is None or not answer.ndim or len(answer) != examined.rows:
        return None
    steps_come_first = any(
        isinstance(one, _IN_ORDER_OF_STEPS) and not one.batch_first
        for one in examined.model.modules()
    )
    if steps_come_first and answer.ndim > 2:  # one for every step: rows are the second dimension
        return None
    return answer[1:].detach().float()


def _is_mixed_on_purpose(model: nn.Module) -> bool:
    norms = nn.modules.batchnorm._BatchNorm
    return any(isinstance(one, norms) and not one.track_running_stats for one in model.modules())


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
