"""Hidden activations of one forward pass, whether modules or plain functions made them."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode

NEAR_BOUND = 0.01  # share of the range that counts as saturated

_KINDS: dict[Callable[..., Any], str] = {
    F.relu: "relu", torch.relu: "relu", torch.relu_: "relu", Tensor.relu: "relu",
    Tensor.relu_: "relu", F.relu6: "relu6",
    torch.sigmoid: "sigmoid", Tensor.sigmoid: "sigmoid", F.sigmoid: "sigmoid",
    torch.tanh: "tanh", Tensor.tanh: "tanh", F.tanh: "tanh",
    F.leaky_relu: "leaky_relu", F.elu: "elu", F.selu: "selu", F.gelu: "gelu", F.silu: "silu",
    F.softplus: "softplus", F.mish: "mish", F.hardswish: "hardswish", F.prelu: "prelu",
}  # fmt: skip
_BOUNDS = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
_UNITS_FIRST = (F.conv1d, F.conv2d, F.conv3d, F.batch_norm)
_UNITS_LAST = (F.linear, F.layer_norm, torch.matmul, Tensor.matmul, Tensor.__matmul__)


class Activations(TorchFunctionMode):
    """Sees every activation that is computed while it is entered.

    Blind: what torch computes in one piece is not seen: gates of LSTM and GRU, fused attention.
    """

    def __init__(self) -> None:
        super().__init__()
        self.kinds: Counter[str] = Counter()
        self.layers = 0
        self._alive: dict[int, Tensor] = {}
        self._near: dict[int, list[Tensor]] = {}
        self._place = 0
        self._units_at = -1
        self._last: Tensor | None = None

    def again(self) -> None:
        """Begin another forward pass of the same network: its activations come in one order."""
        self._place, self._last = 0, None

    def __torch_function__(
        self, function: Any, types: Any, arguments: Any = (), named: Any = None
    ) -> Any:
        result = function(*arguments, **(named or {}))
        if function in _UNITS_FIRST:
            self._units_at = 1
        elif function in _UNITS_LAST:
            self._units_at = -1
        if function in _UNITS_FIRST[:3] or function is F.linear:
            self.layers += 1
        kind = _KINDS.get(function)
        if kind and isinstance(result, Tensor) and result.ndim > 1:
            self._see(kind, result)
        return result

    def _see(self, kind: str, result: Tensor) -> None:
        place, self._place, self._last = self._place, self._place + 1, result
        if not result.numel():  # a part of the network that met no row
            return
        self.kinds[kind] += 1
        if kind in ("relu", "relu6"):
            units = (1 if result.ndim > 3 else self._units_at) % result.ndim
            others = [one for one in range(result.ndim) if one != units]
            alive = result.amax(others) != 0  # nothing is below 0; what is not a number is not dead
            before = self._alive.get(place)
            fits = before is not None and before.shape == alive.shape
            self._alive[place] = before | alive if fits and before is not None else alive
        elif kind in _BOUNDS:
            low, high = _BOUNDS[kind]
            margin = NEAR_BOUND * (high - low)
            near = (result <= low + margin) | (result >= high - margin)
            self._near.setdefault(place, []).append(near.float().mean())

    def without_output(self, output: Tensor | None) -> None:
        """An activation whose result is the network's own output is not a hidden one."""
        if self._last is not None and self._last is output:
            self._alive.pop(self._place - 1, None)
            self._near.pop(self._place - 1, None)

    def shares(self) -> dict[str, float]:
        """dead_share of all units of ReLUs, saturated_share of all values of sigmoids and tanhs."""
        found = {}
        if self._alive:
            found["dead_share"] = 1.0 - float(torch.cat(list(self._alive.values())).float().mean())
        if self._near:
            each = [torch.stack(of).mean() for of in self._near.values()]
            found["saturated_share"] = float(torch.stack(each).mean())
        return found
