"""The same networks written plainly, one member at a time, left to autograd."""

from collections.abc import Callable, Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from etude.records.plan import Plan

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "gelu": F.gelu,
    "swish": F.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "linear": lambda z: z,
}


def forward(plan: Plan, values: Mapping[str, Tensor], x: Tensor, masks: Sequence[Tensor]) -> Tensor:
    """x [B, width] of one member through its trunk in training mode -> [B, outputs]."""
    first = len(plan.hidden) - len(masks)
    for index, width in enumerate(plan.hidden):
        name = f"hidden.{index}"
        z = x @ values[f"{name}.weight"]
        if plan.normalisation == "none":
            z = z + values[f"{name}.bias"]
        else:
            over = 0 if plan.normalisation == "batch" else 1
            mean = z.mean(over, keepdim=True)
            z = (z - mean) / (z.var(over, keepdim=True, unbiased=False) + 1e-5).sqrt()
            z = z * values[f"{name}.gain"] + values[f"{name}.shift"]
        result = ACTIVATIONS[plan.activation](z)
        if index >= first:
            result = result * masks[index - first]
        x = x + result if plan.residual and index and x.shape[1] == width else result
    return x @ values["output.weight"] + values["output.bias"]
