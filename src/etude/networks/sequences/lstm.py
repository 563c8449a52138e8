"""The long short-term memory: a cell beside the state, and three gates that guard it."""

import torch
from torch import Tensor, nn

from etude.networks.sequences.recurrent import Recurrent, Seen


class LSTM(Recurrent):
    """c = f c + i tanh(...), h = o tanh(c), with gates i, f, o between 0 and 1 that are made of
    the step's vector and the last state. Hochreiter & Schmidhuber 1997; Gers et al. 2000."""

    kernel, gates = nn.LSTM, 4

    def step(self, given: Tensor, recalled: Tensor, before: Seen) -> Seen:
        """State, cell, and how far each gate is open."""
        into, forget, new, out = (given + recalled).chunk(4, 1)
        seen = {
            "input_gate": torch.sigmoid(into),
            "forget_gate": torch.sigmoid(forget),
            "output_gate": torch.sigmoid(out),
        }
        cell = seen["forget_gate"] * before["cell"] + seen["input_gate"] * torch.tanh(new)
        return {"states": seen["output_gate"] * torch.tanh(cell), "cell": cell, **seen}
