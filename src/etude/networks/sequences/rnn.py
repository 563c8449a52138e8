"""The plain recurrent network: one memory, overwritten at every step."""

import torch
from torch import Tensor, nn

from etude.networks.sequences.recurrent import Recurrent, Seen


class RNN(Recurrent):
    """h = tanh(W x + U h + b). Elman 1990, Finding Structure in Time."""

    kernel, gates = nn.RNN, 1

    def step(self, given: Tensor, recalled: Tensor, before: Seen) -> Seen:
        """The state alone: there are no gates."""
        return {"states": torch.tanh(given + recalled)}
