"""Noise on every value: small differences may not be relied on."""

import torch
from torch import Tensor

from etude.networks.sequences.lengths import true_steps

KIND = "series"


def varied(
    x: Tensor, lengths: Tensor, strength: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Normal noise of this deviation, in deviations of the scaled series. Um et al. 2017."""
    noise = torch.randn(x.shape, generator=generator, device=x.device)
    known = true_steps(lengths, x.shape[1]).unsqueeze(2)
    return torch.addcmul(x, noise, known, value=strength), lengths
