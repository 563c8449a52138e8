"""Rows of about equal length make a batch: what a batch is padded to is computed in vain."""

import torch
from torch import Tensor

BATCHES_TOGETHER = 32  # shuffled batches whose rows are sorted among themselves


def bucketed(lengths: Tensor, sizes: Tensor, generator: torch.Generator) -> Tensor:
    """Places in a shuffled order such that batches hold rows of about equal length.

    The rows of every 32 batches are sorted by length, those equally long staying shuffled, and
    each batch may come at any moment of the epoch. A row is still seen once an epoch, and beside
    others in every epoch.

    lengths: int64 [N] of the shuffled rows. sizes: int64 [steps], rows of each batch, sum N.
    Out:     int64 [N].
    """
    device = lengths.device
    sizes = sizes.to(device)
    moment = torch.randperm(len(sizes), generator=generator, device=device)  # of each cut
    cuts = sizes.index_select(0, moment)
    block = torch.arange(len(cuts), device=device) // BATCHES_TOGETHER
    key = block.repeat_interleave(cuts) * (lengths.max() + 1) + lengths
    starts = (cuts.cumsum(0) - cuts).index_select(0, moment.argsort())
    move = (starts - (sizes.cumsum(0) - sizes)).repeat_interleave(sizes)
    places = torch.arange(len(lengths), device=device) + move
    return torch.argsort(key, stable=True).index_select(0, places)
