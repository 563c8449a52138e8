"""Some words of a text stand in it once more: no exact place, nor count, may be relied on."""

import torch
from torch import Tensor

from etude.records.shape import PADDING

KIND = "tokens"


def varied(
    x: Tensor, lengths: Tensor, strength: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Before each token, with this probability, a token from anywhere in the same text; what is
    then beyond the steps of x is cut off.

    Wei & Zou 2019 insert a synonym of one of the text's own words. Without a lexicon the word
    itself is the nearest to it: the text says no more than it said. A word drawn by its frequency
    among the rows could be the one that tells another class.
    """
    rows, steps = x.shape
    place = torch.arange(steps, device=x.device)
    drawn = torch.rand((rows, steps), generator=generator, device=x.device) < strength
    chosen = torch.rand((rows, steps), generator=generator, device=x.device)
    before = drawn & (place < lengths.unsqueeze(1))
    moved = place + before.cumsum(1)  # where each token stands now, [B, L]
    last = (lengths - 1).clamp(min=0).unsqueeze(1)
    source = torch.minimum((chosen * lengths.unsqueeze(1)).long(), last)
    longer = x.new_full((rows, 2 * steps + 1), PADDING)  # the last column takes what is not drawn
    longer.scatter_(1, moved, x)
    longer.scatter_(1, torch.where(before, moved - 1, 2 * steps), x.gather(1, source))
    found = (lengths + before.sum(1)).clamp(max=steps)
    return longer[:, :steps], found
