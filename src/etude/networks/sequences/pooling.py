"""What stands for a sequence as a whole: states [B, L, W] become features [B, W]."""

import math

import torch
from torch import Tensor, nn

from etude.networks.first_values import Drawn, First
from etude.networks.sequences.lengths import true_steps
from etude.networks.slot import zeros


class Pooling(nn.Module):
    """(states, lengths) -> features; what stands beyond a row's length has no effect."""

    def look(self, states: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        """What there is to see: nothing where nothing is learned."""
        return {}


class MeanPooling(Pooling):
    """The mean over a row's steps."""

    def forward(self, states: Tensor, lengths: Tensor) -> Tensor:
        """One matrix product: no second tensor as large as the states."""
        weights = true_steps(lengths, states.shape[1]) / lengths.unsqueeze(1)
        return torch.bmm(weights.unsqueeze(1), states).squeeze(1)


class MaxPooling(Pooling):
    """The largest over a row's steps, for every number of a state alone."""

    def forward(self, states: Tensor, lengths: Tensor) -> Tensor:
        """Steps beyond a row's length count as minus infinity."""
        known = true_steps(lengths, states.shape[1]).unsqueeze(2)
        return states.masked_fill(~known, -math.inf).amax(1)


class LastPooling(Pooling):
    """The state where the reading ended: at the last step, and for the half that was read from
    the end at the first."""

    def __init__(self, directions: int) -> None:
        super().__init__()
        self.directions = directions

    def forward(self, states: Tensor, lengths: Tensor) -> Tensor:
        """Picks one state a row, of each half."""
        rows = torch.arange(len(states), device=states.device)
        last = states[rows, lengths - 1]
        if self.directions == 1:
            return last
        half = states.shape[2] // 2
        return torch.cat([last[:, :half], states[:, 0, half:]], 1)


class AttentionPooling(Pooling, Drawn):
    """A mean whose weights are learned: every step is asked one question, and a softmax makes
    weights of the answers. Lin et al. 2017, with a single question; begins as the plain mean."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.question = nn.Parameter(torch.empty(width))

    def first(self, parameter: str) -> First:
        """A question to which every step answers alike."""
        return First(zeros)

    def forward(self, states: Tensor, lengths: Tensor) -> Tensor:
        """The weighted mean."""
        return torch.bmm(self._weights(states, lengths).unsqueeze(1), states).squeeze(1)

    def look(self, states: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        """The weights of the steps, [B, L]."""
        return {"pooling": self._weights(states, lengths)}

    def _weights(self, states: Tensor, lengths: Tensor) -> Tensor:
        answers = torch.matmul(states, self.question)
        known = true_steps(lengths, states.shape[1])
        return torch.softmax(answers.masked_fill(~known, -math.inf), 1)


def pooling_of(kind: str, width: int, directions: int) -> Pooling:
    """The pooling of this name (a plan's ``pooling``)."""
    if kind == "last":
        return LastPooling(directions)
    if kind == "attention":
        return AttentionPooling(width)
    return {"mean": MeanPooling, "max": MaxPooling}[kind]()
