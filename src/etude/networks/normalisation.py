"""Normalisation of a layer's signal [K, B, H], each forward step with its gradient.

A normalisation brings z to mean 0 and deviation 1, then applies a learned gain and shift.
Batch: Ioffe & Szegedy 2015, over the true rows of a batch. Layer: Ba et al. 2016, over neurons.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from etude.networks.slot import Slot, ones, zeros

EPSILON = 1e-5
MOMENTUM = 0.1
_aten = torch.ops.aten


class Normalisation(ABC):
    """The interface of a normalisation of layer ``name`` with ``width`` neurons."""

    def __init__(self, name: str, width: int) -> None:
        self.gain, self.shift = f"{name}.gain", f"{name}.shift"
        self.width = width

    def slots(self) -> list[Slot]:
        """The tensors it needs; gain and shift first."""
        return [Slot(self.gain, (1, self.width), ones), Slot(self.shift, (1, self.width), zeros)]

    @abstractmethod
    def evaluate(self, z: Tensor, values: Mapping[str, Tensor]) -> Tensor:
        """The result in evaluation mode [K, B, H]."""

    @abstractmethod
    def forward(self, z: Tensor, values: Mapping[str, Tensor], shares: Tensor) -> tuple[Any, Any]:
        """(Result, what ``core_backward`` needs) in training mode, before gain and shift."""

    @abstractmethod
    def core_backward(self, gradient: Tensor, kept: Any) -> Tensor:
        """Gradient of z from the gradient of the normalised signal."""

    def train(
        self, z: Tensor, values: Mapping[str, Tensor], shares: Tensor
    ) -> tuple[Tensor, tuple[Tensor, Any]]:
        """(Result [K, B, H], what ``backward`` needs) in training mode."""
        normal, kept = self.forward(z, values, shares)
        return torch.addcmul(values[self.shift], normal, values[self.gain]), (normal, kept)

    def backward(
        self,
        gradient: Tensor,
        kept: tuple[Tensor, Any],
        values: Mapping[str, Tensor],
        gradients: Mapping[str, Tensor],
    ) -> Tensor:
        """Gradient of z; the gradients of gain and shift are written into ``gradients``."""
        normal, core = kept
        torch.sum(gradient, 1, keepdim=True, out=gradients[self.shift])
        torch.sum(gradient * normal, 1, keepdim=True, out=gradients[self.gain])
        return self.core_backward(gradient * values[self.gain], core)


class BatchNormalisation(Normalisation):
    """Over the true rows of a batch; running statistics take over in evaluation."""

    def __init__(self, name: str, width: int) -> None:
        super().__init__(name, width)
        self.mean, self.variance = f"{name}.mean", f"{name}.variance"

    def slots(self) -> list[Slot]:
        shape = (1, self.width)
        return [
            *super().slots(),
            Slot(self.mean, shape, zeros, learned=False),
            Slot(self.variance, shape, ones, learned=False),
        ]

    def evaluate(self, z: Tensor, values: Mapping[str, Tensor]) -> Tensor:
        scale = (values[self.variance] + EPSILON).rsqrt() * values[self.gain]
        return torch.addcmul(values[self.shift] - values[self.mean] * scale, z, scale)

    def forward(self, z: Tensor, values: Mapping[str, Tensor], shares: Tensor) -> tuple[Any, Any]:
        row = shares.unsqueeze(1)  # [K, 1, B]
        mean = torch.bmm(row, z)  # [K, 1, H]
        centred = z - mean
        variance = torch.bmm(row, centred.square())
        values[self.mean].lerp_(mean, MOMENTUM)
        values[self.variance].lerp_(variance, MOMENTUM)
        inverse = (variance + EPSILON).rsqrt_()
        normal = centred.mul_(inverse)
        return normal, (normal, inverse, shares)

    def core_backward(self, gradient: Tensor, kept: Any) -> Tensor:
        normal, inverse, shares = kept
        column = shares.unsqueeze(2)  # [K, B, 1]
        level = gradient.sum(1, keepdim=True)
        slope = (gradient * normal).sum(1, keepdim=True)
        through = column * torch.addcmul(level, normal, slope)
        return torch.sub(gradient, through).mul_(inverse)


class LayerNormalisation(Normalisation):
    """Over the neurons of a row; the same in training and evaluation."""

    def evaluate(self, z: Tensor, values: Mapping[str, Tensor]) -> Tensor:
        normal = torch.nn.functional.layer_norm(z, (self.width,), eps=EPSILON)
        return torch.addcmul(values[self.shift], normal, values[self.gain])

    def forward(self, z: Tensor, values: Mapping[str, Tensor], shares: Tensor) -> tuple[Any, Any]:
        normal, mean, inverse = torch.native_layer_norm(z, (self.width,), None, None, EPSILON)
        return normal, (z, mean, inverse)

    def core_backward(self, gradient: Tensor, kept: Any) -> Tensor:
        z, mean, inverse = kept
        only_input = [True, False, False]
        found: tuple[Tensor, ...] = _aten.native_layer_norm_backward(
            gradient, z, (self.width,), mean, inverse, None, None, only_input
        )
        return found[0]


NORMALISATIONS: dict[str, type[Normalisation]] = {
    "batch": BatchNormalisation,
    "layer": LayerNormalisation,
}
