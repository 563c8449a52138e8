"""A memory passed from step to step: layers of the library's fused recurrent kernels."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from etude.networks.sequences.lengths import turned
from etude.networks.sequences.model import Steps

Seen = dict[str, Tensor]


class Recurrent(Steps):
    """Layers that read the steps in order, each as one or two one-way kernels.

    The way back is the same kernel on rows that were turned by their own length, since padding
    must come last for either. A subclass names its kernel, and its equations for looking inside.
    """

    kernel: ClassVar[type[nn.RNN | nn.LSTM | nn.GRU]]
    gates: ClassVar[int]

    def __init__(self, given: int, width: int, layers: int, bidirectional: bool) -> None:
        super().__init__()
        self.directions = 2 if bidirectional else 1
        self.width = width * self.directions
        self.elements = (self.gates + 1) * width
        sizes = [given, *[self.width] * (layers - 1)]
        self.there = self._kernels(sizes, width)
        self.back = self._kernels(sizes if bidirectional else (), width)

    def _kernels(self, sizes: Sequence[int], width: int) -> nn.ModuleList:
        return nn.ModuleList(self.kernel(size, width, batch_first=True) for size in sizes)

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """States of the last layer, those of both ways side by side."""
        return self._through(vectors, lengths, len(self.there))

    def look(self, vectors: Tensor, lengths: Tensor) -> Seen:
        """States and gates of the last layer, step by step by the plain equations."""
        before = self._through(vectors, lengths, len(self.there) - 1)
        seen = self._unrolled(self.there[-1], before)
        if not self.back:
            return seen
        other = self._unrolled(self.back[-1], turned(before, lengths))
        return {name: torch.cat([x, turned(other[name], lengths)], 2) for name, x in seen.items()}

    def read(self, kernel: nn.Module, vectors: Tensor) -> Tensor:
        """States [B, L, units] of one way of one layer."""
        states: Tensor = kernel(vectors)[0]
        return states

    def _through(self, vectors: Tensor, lengths: Tensor, layers: int) -> Tensor:
        for layer in range(layers):
            states = self.read(self.there[layer], vectors)
            if self.back:
                from_end = self.read(self.back[layer], turned(vectors, lengths))
                states = torch.cat([states, turned(from_end, lengths)], 2)
            vectors = states
        return vectors

    def _unrolled(self, kernel: nn.Module, vectors: Tensor) -> Seen:
        """[B, L, units] of everything that ``step`` tells."""
        weights = dict(kernel.named_parameters())
        given = linear(vectors, weights["weight_ih_l0"], weights["bias_ih_l0"])
        zero = vectors.new_zeros(len(vectors), given.shape[2] // self.gates)
        seen: Seen = {"states": zero, "cell": zero}
        told = []
        for moment in given.unbind(1):
            recalled = linear(seen["states"], weights["weight_hh_l0"], weights["bias_hh_l0"])
            seen = self.step(moment, recalled, seen)
            told.append(seen)
        return {name: torch.stack([one[name] for one in told], 1) for name in seen}

    @abstractmethod
    def step(self, given: Tensor, recalled: Tensor, before: Seen) -> Seen:
        """One step by the plain equations: what the vector and the last state say to each gate
        [B, gates x units], and what the step before told."""
