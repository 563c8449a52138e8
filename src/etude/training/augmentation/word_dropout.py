"""Some tokens are read as unknown: no single word may be relied on."""

import torch
from torch import Tensor

from etude.records.shape import PADDING, UNKNOWN

KIND = "tokens"


def varied(
    x: Tensor, lengths: Tensor, strength: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Each token is unknown with this probability. Iyyer et al. 2015, section 3.1."""
    drawn = torch.rand(x.shape, generator=generator, device=x.device)
    return x.masked_fill((drawn < strength) & (x != PADDING), UNKNOWN), lengths
