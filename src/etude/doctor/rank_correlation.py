"""How far two rows of numbers are in one order, whatever their units."""

import torch
from torch import Tensor


def rank_correlation(first: Tensor, second: Tensor) -> float:
    """Spearman's, of two tensors [numbers]; equal numbers share a rank. 0 where one of them is the
    same throughout."""
    ranks = torch.stack([_ranks(one.detach().cpu()) for one in (first, second)])
    ranks = ranks - ranks.mean(1, keepdim=True)
    lengths = ranks.norm(dim=1).prod()
    return float(ranks.prod(0).sum() / lengths) if lengths > 0 else 0.0


def _ranks(values: Tensor) -> Tensor:
    _, places, counts = torch.unique(values, return_inverse=True, return_counts=True)
    of_each: Tensor = counts.cumsum(0).double() - (counts - 1) / 2
    return of_each[places]
