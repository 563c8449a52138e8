"""Does the loss change when the inputs are taken away?"""

from typing import Any

import torch
from torch import Tensor

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "uses_inputs"
EQUAL = 1e-6


def measure(examined: Examined) -> SanityCheck | None:
    """loss, loss_without_inputs: of the copy that learned 16 rows, on them, and with numbers set to
    0 and codes (tokens, masks) to those of the first row."""
    fitted = examined.fitted
    if fitted is None:
        return None
    fitted.model.eval()
    with torch.no_grad():
        seen = float(examined.loss_of(fitted.model, fitted.inputs, fitted.targets))
        blank = _blank(fitted.inputs)
        unseen = float(examined.loss_of(fitted.model, blank, fitted.targets))
    told = f"loss {seen:.4g} with the inputs, {unseen:.4g} without them"
    numbers = {"loss": seen, "loss_without_inputs": unseen}
    return SanityCheck(NAME, abs(seen - unseen) > EQUAL * abs(seen), told, numbers)


def _blank(inputs: Any) -> Any:
    if isinstance(inputs, Tensor):
        if inputs.is_floating_point():
            return torch.zeros_like(inputs)
        return inputs[:1].expand_as(inputs).clone() if inputs.ndim else inputs
    if isinstance(inputs, dict):
        return {name: _blank(one) for name, one in inputs.items()}
    if isinstance(inputs, tuple | list):
        return type(inputs)(_blank(one) for one in inputs)
    return inputs
