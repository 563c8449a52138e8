"""Which operation made a tensor: one forward pass, followed from result to result."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode

# What a result is called by the operation that made it.
_MAKERS: dict[Callable[..., Any], str] = {
    F.linear: "linear", F.conv1d: "conv", F.conv2d: "conv", F.conv3d: "conv",
    torch.sigmoid: "sigmoid", Tensor.sigmoid: "sigmoid", F.sigmoid: "sigmoid",
    torch.tanh: "tanh", Tensor.tanh: "tanh", F.tanh: "tanh",
    F.relu: "relu", torch.relu: "relu", Tensor.relu: "relu", F.relu6: "relu6",
    torch.relu_: "relu", Tensor.relu_: "relu",
    F.softmax: "softmax", torch.softmax: "softmax", Tensor.softmax: "softmax",
    F.log_softmax: "log_softmax", torch.log_softmax: "log_softmax",
    Tensor.log_softmax: "log_softmax", F.softplus: "softplus",
}  # fmt: skip
# Results that are as good as what went in.
_PASS_ON = {
    F.dropout, F.dropout1d, F.dropout2d, F.dropout3d, F.alpha_dropout,
    torch.squeeze, Tensor.squeeze, torch.unsqueeze, Tensor.unsqueeze, torch.flatten,
    Tensor.flatten, torch.reshape, Tensor.reshape, Tensor.view, Tensor.contiguous, Tensor.float,
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """How a tensor came about: by which operation, how wide, from how wide an input."""

    by: str
    width: int
    from_width: int


class Trace(TorchFunctionMode):
    """Follows results while it is entered.

    pairs: layers that follow each other with nothing between them that is not linear. A narrow
           layer between two wider ones is meant (low rank), grouped convolutions are too.
    layers: those with weights, in the order of their use.
    first_input, last_input: of the first and the last layer with weights; None where there is none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pairs = 0
        self.layers: list[Made] = []
        self.first_input: Tensor | None = None
        self.last_input: Tensor | None = None
        self._made: dict[int, tuple[Tensor, Made]] = {}  # tensors kept: an id is not given twice

    def __torch_function__(
        self, function: Any, types: Any, arguments: Any = (), named: Any = None
    ) -> Any:
        named = named or {}
        result = function(*arguments, **named)
        source = arguments[0] if arguments else named.get("input")
        if not isinstance(result, Tensor) or not isinstance(source, Tensor):
            return result
        before = self.made(source)
        if function in _PASS_ON and before is not None:
            self._made[id(result)] = (result, before)
        elif function in _MAKERS:
            made = _made(_MAKERS[function], source, result, arguments, named)
            if made.width:
                self.layers.append(made)
                self.first_input = source if self.first_input is None else self.first_input
                self.last_input = source
            self.pairs += _is_stacked(before, made)
            self._made[id(result)] = (result, made)
        return result

    def made(self, tensor: Tensor | None) -> Made | None:
        """How this tensor was made; None where it was not seen, or by something else."""
        return self._made.get(id(tensor), (None, None))[1]


def _made(by: str, source: Tensor, result: Tensor, arguments: Any, named: Any) -> Made:
    if by == "linear":
        return Made(by, result.shape[-1], source.shape[-1])
    if by == "conv":
        weight = arguments[1] if len(arguments) > 1 else named["weight"]
        groups = arguments[6] if len(arguments) > 6 else named.get("groups", 1)
        channels = weight.shape[1] * groups
        return Made(by if groups == 1 else "grouped conv", weight.shape[0], channels)
    return Made(by, 0, 0)


def _is_stacked(before: Made | None, now: Made) -> bool:
    if before is None or before.by != now.by or now.by not in ("linear", "conv"):
        return False
    return before.width >= min(before.from_width, now.width)
