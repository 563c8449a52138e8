"""Series pass faster here and slower there: the exact moment may not be relied on."""

import math

import torch
from torch import Tensor

from etude.networks.sequences.lengths import true_steps

KIND = "series"
_SWINGS = 3  # slow waves that the bend is made of


def varied(
    x: Tensor, lengths: Tensor, strength: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Read at places that slow waves have moved by at most this share of the length, between
    steps by the straight line; beginning and end stay. After Um et al. 2017, time-warping."""
    rows, steps = x.shape[:2]
    last = (lengths - 1).clamp(min=0).unsqueeze(1)  # [B, 1]
    known = true_steps(lengths, steps)
    share = torch.arange(steps, device=x.device) / last.clamp(min=1)  # [B, L]
    wave = torch.arange(1, _SWINGS + 1, device=x.device)
    drawn = torch.rand((rows, _SWINGS), generator=generator, device=x.device) * 2.0 - 1.0
    bends = torch.sin(math.pi * share.unsqueeze(2) * wave) / _SWINGS  # [B, L, waves]
    moved = (share + strength * torch.bmm(bends, drawn.unsqueeze(2)).squeeze(2)) * last
    places = torch.minimum(moved.clamp(min=0.0), last.float())
    low = places.floor()
    between = (places - low).unsqueeze(2)
    here, there = low.long(), torch.minimum(low.long() + 1, last)
    value = _at(x, here) * (1.0 - between) + _at(x, there) * between
    return torch.where(known.unsqueeze(2), value, 0.0), lengths


def _at(x: Tensor, places: Tensor) -> Tensor:
    return x.gather(1, places.unsqueeze(2).expand(-1, -1, x.shape[2]))
