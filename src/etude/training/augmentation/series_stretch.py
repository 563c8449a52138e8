"""Series are made higher or flatter: the exact size may not be relied on."""

import torch
from torch import Tensor

KIND = "series"


def varied(
    x: Tensor, lengths: Tensor, strength: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Every column of a row times a factor about 1, normal with this deviation. Um et al. 2017."""
    drawn = torch.randn((len(x), 1, x.shape[2]), generator=generator, device=x.device)
    return x * (1.0 + strength * drawn), lengths
