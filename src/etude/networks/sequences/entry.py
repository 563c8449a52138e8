"""How a token or a moment of a series becomes the vector of a step."""

import torch
from torch import Tensor, nn


class Entry(nn.Module):
    """(x, lengths) -> (vectors [B, L, width], lengths in steps of the vectors).

    dimensions: axes of x without that of the rows.
    patch:      steps of x that one vector holds.
    """

    width: int
    dimensions: int
    patch: int = 1


class TokenEntry(Entry):
    """One learned vector a token; x int64 [B, L]."""

    dimensions = 1

    def __init__(self, tokens: int, width: int) -> None:
        super().__init__()
        self.width = width
        # Given a form, the layer draws no first values: never used, they import for seconds.
        self.vectors = nn.Embedding(tokens, width, _weight=torch.empty(tokens, width))

    def forward(self, x: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Each token's vector."""
        return self.vectors(x), lengths


class SeriesEntry(Entry):
    """The values of a moment as they are, or of several moments side by side (``patch``); x
    float32 [B, L, C]. A last patch that the series does not fill ends in zeros."""

    dimensions = 2

    def __init__(self, channels: int, patch: int) -> None:
        super().__init__()
        self.width, self.patch = channels * patch, patch

    def forward(self, x: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Each patch as one vector."""
        if self.patch == 1:
            return x, lengths
        rows, steps, channels = x.shape
        patches = -(-steps // self.patch)
        missing = patches * self.patch - steps
        filled = torch.nn.functional.pad(x, (0, 0, 0, missing)) if missing else x
        vectors = filled.reshape(rows, patches, self.patch * channels)
        return vectors, (lengths + self.patch - 1) // self.patch
