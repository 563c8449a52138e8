"""In which order a member sees its rows, and which rows make a batch.

Rows are shared out over the steps of an epoch as evenly as can be: 65 rows at batch size 32 are
three batches of 22, 22 and 21, so that no batch is left with a single row. Members of one group
make the same number of steps; where their batches differ by a row, the shorter is padded with a
row of weight 0. Rows that differ in length are put together with their like (``buckets``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from etude.training.buckets import bucketed
from etude.training.keys import keyed_generator
from etude.training.rows import LearnRows


def steps_per_epoch(rows: int, batch_size: int) -> int:
    """Weight updates in one pass over the rows."""
    return -(-rows // batch_size)


@dataclass(frozen=True)
class Places:
    """Where each member's shuffled rows go in an epoch of batches.

    rank:   int64 [K, steps x width], the place of a row in its member's shuffled order.
    shares: float32 [K, steps x width], 1 / rows of the batch, 0 where padded.
    width:  rows of the widest batch of any member.
    """

    rank: Tensor
    shares: Tensor
    steps: int
    width: int


def places(counts: Sequence[int], batch_size: int, device: torch.device) -> Places:
    """The batches of members with these numbers of rows, all with equally many steps."""
    steps = steps_per_epoch(max(counts), batch_size)
    width = -(-max(counts) // steps)
    parts = [_member_places(count, steps, width) for count in counts]
    rank = torch.stack([rank for rank, _ in parts]).to(device)
    return Places(rank, torch.stack([share for _, share in parts]).to(device), steps, width)


def batch_sizes(count: int, steps: int) -> Tensor:
    """Rows of each batch, int64 [steps]: those with one more come first."""
    return count // steps + (torch.arange(steps) < count % steps).long()


def _member_places(count: int, steps: int, width: int) -> tuple[Tensor, Tensor]:
    sizes = batch_sizes(count, steps)
    starts = sizes.cumsum(0) - sizes
    column = torch.arange(width)
    is_row = column < sizes.unsqueeze(1)  # [steps, width]
    rank = torch.where(is_row, starts.unsqueeze(1) + column, 0)
    shares = torch.where(is_row, 1.0 / sizes.unsqueeze(1), 0.0)
    return rank.flatten(), shares.flatten()


def epoch_order(places: Places, rows: LearnRows, seeds: Sequence[int], epoch: int) -> Tensor:
    """Row of the table for every place of the epoch, int64 [K, steps x width]."""
    orders = [
        _shuffled(rows, member, seeds[member], epoch, places.steps)
        .index_select(0, rank)
        .add_(rows.starts[member])
        for member, rank in enumerate(places.rank)
    ]
    return torch.stack(orders)


def _shuffled(rows: LearnRows, member: int, seed: int, epoch: int, steps: int) -> Tensor:
    """The member's rows, counted from its first, in the order of this epoch."""
    device, count = rows.weights.device, rows.counts[member]
    generator = keyed_generator(device, seed, "order", epoch)
    order = torch.randperm(count, generator=generator, device=device)
    if rows.lengths is None:
        return order
    lengths = rows.lengths.narrow(0, rows.starts[member], count).index_select(0, order)
    return order.index_select(0, bucketed(lengths, batch_sizes(count, steps), generator))
