"""Some tokens are left out: no single word, nor its exact place, may be relied on."""

import torch
from torch import Tensor

from etude.networks.sequences.lengths import true_steps
from etude.records.shape import PADDING

KIND = "tokens"


def varied(
    x: Tensor, lengths: Tensor, strength: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Each token goes with this probability, and the rest close up; a text that would lose all
    stays as it is. Wei & Zou 2019, Easy Data Augmentation."""
    known = true_steps(lengths, x.shape[1])
    stays = known & (torch.rand(x.shape, generator=generator, device=x.device) >= strength)
    stays = torch.where(stays.any(1, keepdim=True), stays, known)
    order = torch.argsort((~stays).to(torch.uint8), dim=1, stable=True)
    left = stays.sum(1)
    beyond = ~true_steps(left, x.shape[1])
    return x.gather(1, order).masked_fill(beyond, PADDING), left
