"""The interface of an encoder: one named input of the network becomes features."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from etude.networks.slot import Slot

Values = Mapping[str, Tensor]


class Encoder(ABC):
    """Turns one named input into features.

    width:    features it gives.
    learns:   whether it has learned values.
    elements: numbers a row that its widest signal has, where that is wider than its features.
    """

    width: int
    learns: bool = False
    elements: int = 0

    def slots(self) -> list[Slot]:
        """The tensors it needs."""
        return []

    def length_class(self, length: int) -> int:
        """Rows whose classes are equal may be computed together without a change in any bit."""
        return 0

    @abstractmethod
    def __call__(self, x: Tensor, values: Values, lengths: Tensor | None = None) -> Tensor:
        """x [B, columns] shared by the members or [K, B, columns] -> float32 [B, width] or
        [K, B, width]; always the latter where values differ between members. lengths: int64 [B]
        or [K, B] of inputs with a time axis, None for others."""

    def forward(
        self, x: Tensor, values: Values, lengths: Tensor | None = None
    ) -> tuple[Tensor, Any]:
        """(Features, what ``backward`` needs) in training mode.

        As it stands by autograd; an encoder may know a faster way.
        """
        if not self.learns:
            return self(x, values, lengths), None
        learned = [slot.name for slot in self.slots()]
        leaves = {name: values[name].detach().requires_grad_() for name in learned}
        with torch.enable_grad():
            features = self(x, {**values, **leaves}, lengths)
        return features.detach(), (features, leaves)

    def backward(self, gradient: Tensor, kept: Any, gradients: Values) -> None:
        """Write the gradients of the learned values, from that of the features [K, B, width]."""
        if not self.learns:
            return
        features, leaves = kept
        found = torch.autograd.grad(features, list(leaves.values()), gradient)
        for name, one in zip(leaves, found, strict=True):
            gradients[name].copy_(one)
