"""Whether validation rises again, row by row: each run against its own best epoch."""

from collections.abc import Sequence

import torch
from torch import Tensor


class Rise:
    """Holds the rows' losses of K members' best epochs so far against those of now.

    shares:    float32 [K, N], a row's part of its member's mean; 0 where padded.
    best:      mean loss of the best epoch, float32 [K]; infinite before the first.
    best_rows: losses of its rows, float32 [K, N].
    """

    def __init__(self, shares: Tensor) -> None:
        self.shares = shares
        rows = (shares > 0).sum(1)
        self._sampled = (rows / (rows - 1).clamp_min(1)).sqrt()  # n - 1: one mean is taken off
        self.best = shares.new_full(shares.shape[:1], torch.inf)
        self.best_rows = torch.zeros_like(shares)

    def after(self, loss: Tensor, losses: Tensor) -> Tensor:
        """Paired z of an epoch against the best one before, [K]; 0 in the first and the best.

        In: loss [K] and losses of the rows [K, N].
        """
        is_better, mean = loss < self.best, loss - self.best
        off = (losses - self.best_rows - mean.unsqueeze(1)) * self.shares
        error = torch.linalg.vector_norm(off, dim=1) * self._sampled
        self.best = torch.where(is_better, loss, self.best)
        self.best_rows = torch.where(is_better.unsqueeze(1), losses, self.best_rows)
        return torch.where(is_better | (error == 0), 0.0, mean / error)

    def select(self, members: Sequence[int]) -> "Rise":
        """Of these members only."""
        chosen = torch.tensor(members, device=self.best.device)
        kept = Rise(self.shares.index_select(0, chosen))
        kept.best = self.best.index_select(0, chosen)
        kept.best_rows = self.best_rows.index_select(0, chosen)
        return kept

    @property
    def state(self) -> dict[str, Tensor]:
        """All that the next epochs depend on."""
        return {"best": self.best, "best_rows": self.best_rows}
