"""Any module of PyTorch as an encoder: its parameters become slots, autograd gives the gradient.

The trunk is written by hand because autograd costs more than the arithmetic of a small network.
A sequence model is hundreds of times that arithmetic and has fused kernels of its own; members
gain nothing from being batched there, and are computed one after the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.func import functional_call

from etude.networks.encoder import Encoder, Values
from etude.networks.first_values import first_values
from etude.networks.sequences.lengths import fitted, shortened
from etude.networks.sequences.model import SequenceModel
from etude.networks.slot import Slot

Fit = Callable[[Tensor, Tensor, int], Tensor]  # (x, lengths, axis of time) -> x to be computed


@dataclass(frozen=True)
class _Kept:
    """What the gradient of one member needs: its features, and the values they were made of."""

    features: Tensor
    leaves: dict[str, Tensor]


class ModuleEncoder(Encoder):
    """Encodes the input ``name`` by a model (x, lengths) -> features, the same for every member
    but for its values.

    The model lies on the device ``meta``: it is a form and holds no numbers. Its buffers stand for
    the constants of their names, given with the data.
    """

    learns = True

    def __init__(self, name: str, model: SequenceModel) -> None:
        self.model, self.width, self.elements = model, model.width, model.elements
        self._slots: dict[str, Slot] = {}
        for parameter, form, first in first_values(model):
            shape = tuple(form.shape)
            self._slots[parameter] = Slot(f"{name}.{parameter}", shape, first.draw, first.decays)
        self._constants = {path: path.rsplit(".", 1)[-1] for path, _ in model.named_buffers()}

    def slots(self) -> list[Slot]:
        """One for every parameter of the model, in its order."""
        return list(self._slots.values())

    def length_class(self, length: int) -> int:
        """As the model says."""
        return self.model.length_class(length)

    def __call__(self, x: Tensor, values: Values, lengths: Tensor | None = None) -> Tensor:
        parts = self._members(x, values, lengths, self._as_its_class)
        with torch.no_grad():  # else an LSTM's kernel keeps what a gradient would need: 1.8 times
            return torch.stack([self._called(own, given) for own, given in parts])

    def forward(
        self, x: Tensor, values: Values, lengths: Tensor | None = None
    ) -> tuple[Tensor, list[_Kept]]:
        """(Features, what ``backward`` needs). No step is computed that no row of the batch has:
        a training is reproduced with its batches, an answer must not hang on its neighbours."""
        kept = []
        for own, given in self._members(x, values, lengths, shortened):
            leaves = {name: own[name].detach().requires_grad_() for name in self._slots}
            with torch.enable_grad():
                kept.append(_Kept(self._called({**own, **leaves}, given), leaves))
        return torch.stack([one.features.detach() for one in kept]), kept

    def backward(self, gradient: Tensor, kept: Sequence[_Kept], gradients: Values) -> None:
        """Through each member by autograd, into the gradients of its own values."""
        for member, one in enumerate(kept):
            found = torch.autograd.grad(one.features, list(one.leaves.values()), gradient[member])
            for slot, value in zip(self._slots.values(), found, strict=True):
                gradients[slot.name][member].copy_(value)

    def look(
        self, x: Tensor, values: Values, lengths: Tensor | None = None
    ) -> list[dict[str, Tensor]]:
        """What goes on inside each member, for all steps given: see ``SequenceModel.look``."""
        parts = self._members(x, values, lengths)
        with torch.no_grad():
            return [self._called(own, one, inside=True) for own, one in parts]

    def _called(self, own: Values, given: tuple[Tensor, Tensor], **settings: bool) -> Any:
        """No weights are tied, and to look for such would take 0.1 ms of every step."""
        return functional_call(self.model, dict(own), given, settings, tie_weights=False)

    def _as_its_class(self, x: Tensor, lengths: Tensor, time: int) -> Tensor:
        return fitted(x, lengths, time, self.model.longest)

    def _members(
        self, x: Tensor, values: Values, lengths: Tensor | None, fit: Fit | None = None
    ) -> list[tuple[dict[str, Tensor], tuple[Tensor, Tensor]]]:
        """(Values by the model's own names, (x, lengths)) of each member."""
        time = x.dim() - self.model.dimensions
        if lengths is None:
            lengths = torch.full(x.shape[:time], x.shape[time], device=x.device)
        if fit is not None:
            x = fit(x, lengths, time)
        own = {name: values[slot.name] for name, slot in self._slots.items()}
        own |= {path: values[name] for path, name in self._constants.items()}
        members = len(next(iter(own.values())))
        given = [(x, lengths)] * members if time == 1 else list(zip(x, lengths, strict=True))
        return [
            ({name: value[member] for name, value in own.items()}, given[member])
            for member in range(members)
        ]
