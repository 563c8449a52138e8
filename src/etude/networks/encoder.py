"""The interface of an encoder: one named input of the network becomes features."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from torch import Tensor

from etude.networks.slot import Slot


class Encoder(ABC):
    """Turns one named input into features.

    width:   features it gives.
    learns:  whether it has learned values.
    """

    width: int
    learns: bool = False

    def slots(self) -> list[Slot]:
        """The tensors it needs."""
        return []

    @abstractmethod
    def __call__(self, x: Tensor, values: Mapping[str, Tensor]) -> Tensor:
        """x [B, columns] shared by the members or [K, B, columns] -> float32 [B, width] or
        [K, B, width]; always the latter where values differ between members."""
