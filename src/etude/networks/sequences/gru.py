"""The gated recurrent unit: one memory, and two gates."""

import torch
from torch import Tensor, nn

from etude.networks.sequences.gru_kernel import GRUKernel
from etude.networks.sequences.recurrent import Recurrent, Seen


class GRU(Recurrent):
    """h = z h + (1 - z) tanh(W x + r (U h)), with gates r and z between 0 and 1 that are made of
    the step's vector and the last state. Cho et al. 2014, Learning Phrase Representations."""

    kernel, gates = nn.GRU, 3

    def read(self, kernel: nn.Module, vectors: Tensor) -> Tensor:
        """By our own kernel where the library has no fused one."""
        if vectors.device.type != "cpu":
            return super().read(kernel, vectors)
        states: Tensor = GRUKernel.apply(vectors, *kernel.parameters())  # type: ignore[no-untyped-call]
        return states

    def step(self, given: Tensor, recalled: Tensor, before: Seen) -> Seen:
        """State and gates; the update gate is the share of the old state that stays."""
        reset, update, new = given.chunk(3, 1)
        old_reset, old_update, old_new = recalled.chunk(3, 1)
        reset, update = torch.sigmoid(reset + old_reset), torch.sigmoid(update + old_update)
        new = torch.tanh(new + reset * old_new)
        states = update * before["states"] + (1.0 - update) * new
        return {"states": states, "reset_gate": reset, "update_gate": update}
