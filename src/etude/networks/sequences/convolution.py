"""A window that slides along the sequence: 1-D convolutions with ReLU."""

import torch
from torch import Tensor, nn

from etude.networks.sequences.lengths import true_steps
from etude.networks.sequences.model import Steps


class Convolution(Steps):
    """Each layer looks at ``kernel`` steps, twice as far apart as the layer before, so that a few
    layers see far. Kim 2014 (text); Bai et al. 2018 (widening steps)."""

    def __init__(self, given: int, width: int, layers: int, kernel: int) -> None:
        super().__init__()
        self.width, self.elements = width, max(given, width)
        sizes = [given, *[width] * (layers - 1)]
        self.layers = nn.ModuleList(
            nn.Conv1d(size, width, kernel, padding="same", dilation=2**index)
            for index, size in enumerate(sizes)
        )

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """Before every layer padding is made 0, as are the steps before the first."""
        known = true_steps(lengths, vectors.shape[1]).unsqueeze(1)
        signal = vectors.transpose(1, 2)  # [B, E, L]
        for layer in self.layers:
            signal = torch.relu(layer(signal * known))
        return signal.transpose(1, 2)
