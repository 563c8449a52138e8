"""Dropout masks, drawn many steps at once from bytes.

``bernoulli_`` costs 10 ns a neuron and is 60 % of a training step at batch 256; a random byte
compared with a threshold costs 1.2 ns. Shares are rounded to 1/256, and the scale of what is
kept fits the rounded share exactly.

A member's masks depend on its seed and the epoch, not on who is trained beside it: its bytes
come as one stream, a fixed number of them a step.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from etude.networks.workspace import Workspace
from etude.training.keys import keyed_generator

_LOWEST = -(2**63)  # random_() alone draws 63 bits: every eighth byte would stay below 128


class EpochMasks:
    """The dropout masks of one epoch, handed out block by block in order.

    widths:     neurons of each dropout layer.
    batch_size: rows that a step draws for, at least the rows that it uses.
    """

    def __init__(
        self,
        dropout: float,
        widths: Sequence[int],
        batch_size: int,
        seeds: Sequence[int],
        epoch: int,
        workspace: Workspace,
    ) -> None:
        self._threshold = max(1, round(256 * dropout)) if dropout > 0 else 0
        self._widths, self._batch_size = tuple(widths), batch_size
        self._generators = [
            keyed_generator(workspace.device, seed, "dropout", epoch) for seed in seeds
        ]
        self._workspace = workspace

    def block(self, steps: int, rows: int) -> list[list[Tensor]]:
        """For each of the next steps one float32 [K, rows, H] a dropout layer."""
        if not self._widths:
            return [[] for _ in range(steps)]
        drawn = self._draw(steps)  # uint8 [K, steps, bytes]
        layers, start = [], 0
        for index, width in enumerate(self._widths):
            end = start + self._batch_size * width
            own = drawn[..., start:end].view(*drawn.shape[:2], self._batch_size, width)
            layers.append(self._masks(own[:, :, :rows], index).unbind(1))
            start = end
        return [list(masks) for masks in zip(*layers, strict=True)]

    def _draw(self, steps: int) -> Tensor:
        words = -(-self._batch_size * sum(self._widths) // 8)
        raw = self._workspace.take(
            "dropout bytes", len(self._generators), steps, words, dtype=torch.int64
        )
        for own, generator in zip(raw, self._generators, strict=True):
            own.random_(_LOWEST, None, generator=generator)
        return raw.view(torch.uint8)

    def _masks(self, drawn: Tensor, layer: int) -> Tensor:
        """Bytes below the threshold become 0, the others 1 / kept share; [K, steps, B, H]."""
        kept = (256 - self._threshold) / 256
        masks = self._workspace.take(f"dropout masks {layer}", *drawn.shape)
        return masks.copy_(drawn).ge_(self._threshold).mul_(1.0 / kept)
