"""Activations: each a forward step and the gradient through it, in place where that is exact."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from etude.networks import slot

_aten = torch.ops.aten
LEAK = 0.01


@dataclass(frozen=True)
class Activation:
    """One activation function.

    forward:  z -> (result, what ``backward`` needs, if anything); may overwrite z.
    backward: (gradient of the result, what was kept) -> gradient of z; may overwrite the former.
    first:    how weights before it are drawn.
    bounds:   values near which it saturates; empty where it does not.
    is_rectifier: whether a unit counts as dead when never above 0.
    """

    forward: Callable[[Tensor], tuple[Tensor, Tensor | None]]
    backward: Callable[[Tensor, Any], Tensor]
    first: slot.Draw = slot.he
    bounds: tuple[float, ...] = ()
    is_rectifier: bool = False


def _kept_result(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
    def forward(z: Tensor) -> tuple[Tensor, Tensor]:
        result = function(z)
        return result, result

    return forward


def _kept_input(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
    def forward(z: Tensor) -> tuple[Tensor, Tensor]:
        return function(z), z

    return forward


def _relu_backward(gradient: Tensor, result: Tensor) -> Tensor:
    _aten.threshold_backward.grad_input(gradient, result, 0, grad_input=gradient)
    return gradient


def _leaky_forward(z: Tensor) -> Tensor:
    return torch.nn.functional.leaky_relu_(z, LEAK)


def _leaky_backward(gradient: Tensor, result: Tensor) -> Tensor:
    slope: Tensor = _aten.leaky_relu_backward(gradient, result, LEAK, True)
    return slope


def _linear_forward(z: Tensor) -> tuple[Tensor, None]:
    return z, None


def _linear_backward(gradient: Tensor, kept: None) -> Tensor:
    return gradient


ACTIVATIONS: dict[str, Activation] = {
    "relu": Activation(_kept_result(torch.relu_), _relu_backward, is_rectifier=True),
    "leaky_relu": Activation(_kept_result(_leaky_forward), _leaky_backward, is_rectifier=True),
    "gelu": Activation(
        _kept_input(torch.nn.functional.gelu), _aten.gelu_backward, is_rectifier=True
    ),
    "swish": Activation(
        _kept_input(torch.nn.functional.silu), _aten.silu_backward, is_rectifier=True
    ),
    "tanh": Activation(
        _kept_result(torch.tanh_), _aten.tanh_backward, slot.glorot, bounds=(-1.0, 1.0)
    ),
    "sigmoid": Activation(
        _kept_result(torch.sigmoid_), _aten.sigmoid_backward, slot.glorot, bounds=(0.0, 1.0)
    ),
    "linear": Activation(_linear_forward, _linear_backward, slot.glorot),
}
