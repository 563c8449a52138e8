"""Some tokens change places with the next: the exact order may not be relied on."""

import torch
from torch import Tensor

KIND = "tokens"


def varied(
    x: Tensor, lengths: Tensor, strength: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """This share of the tokens stand elsewhere. Wei & Zou 2019 swap any two; neighbours keep more
    of the sense.

    Pairs begin at even or at odd places, by a draw a row, so that every two neighbours may meet.
    """
    rows, steps = x.shape
    device = x.device
    place = torch.arange(steps, device=device)
    odd = torch.randint(2, (rows, 1), generator=generator, device=device)
    is_first = (place + odd) % 2 == 0
    fits = place + 1 < lengths.unsqueeze(1)
    drawn = torch.rand((rows, steps), generator=generator, device=device) < strength
    swapped = is_first & fits & drawn  # at the first of each pair
    after = torch.zeros_like(swapped)
    after[:, 1:] = swapped[:, :-1]
    return x.gather(1, place + swapped.long() - after.long()), lengths
