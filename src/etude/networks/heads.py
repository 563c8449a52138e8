"""The heads: the last numbers of a network, named after what they predict."""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from etude.records.shape import Head

_PREDICTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "classes": lambda logits: torch.softmax(logits, -1),
    "numbers": lambda numbers: numbers,
}


class Heads:
    """Shares the output layer out: one slice a head."""

    def __init__(self, heads: Sequence[Head]) -> None:
        self._heads = tuple(heads)
        self.width = sum(head.size for head in heads)

    def __call__(self, outputs: Tensor) -> dict[str, Tensor]:
        """outputs [K, B, width] -> head name -> [K, B, size]."""
        if len(self._heads) == 1:
            return {self._heads[0].name: outputs}
        parts = torch.split(outputs, [head.size for head in self._heads], -1)
        return {head.name: part for head, part in zip(self._heads, parts, strict=True)}

    def predictions(self, outputs: Mapping[str, Tensor]) -> Tensor:
        """What is handed out: probabilities for classes, standardised numbers; [K, B, width]."""
        return torch.cat([_PREDICTIONS[head.kind](outputs[head.name]) for head in self._heads], -1)
