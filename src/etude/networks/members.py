"""The tensors of K members: one flat buffer, one flat gradient, and named views of both."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from etude.networks.slot import Slot

State = Mapping[str, np.ndarray]


class Members:
    """K members, each one row of the flat buffers, so that whatever concerns one member alone
    (its gradient's length, its rate, its best weights) is one row.

    flat:       learned values, float32 [K, P].
    gradient:   their gradient, float32 [K, P].
    statistics: running statistics, float32 [K, Q].
    constants:  name -> tensor [K, ...], given with the data and never changed.
    decays:     float32 [P], 1 where penalties on large weights act.
    values, gradients: name -> view [K, ...] of the buffers above.
    """

    def __init__(
        self,
        slots: Sequence[Slot],
        flat: Tensor,
        statistics: Tensor,
        constants: Mapping[str, Tensor],
    ) -> None:
        self.slots, self.flat, self.statistics = tuple(slots), flat, statistics
        self.constants = dict(constants)
        self.gradient = torch.zeros_like(flat)
        learned = [slot for slot in slots if slot.learned]
        kept = [slot for slot in slots if not slot.learned]
        self.gradients = _views(learned, self.gradient)
        self.values = _views(learned, flat) | _views(kept, statistics) | self.constants
        self.decays = _decays(learned).to(flat.device)

    def __len__(self) -> int:
        return self.flat.shape[0]

    @property
    def device(self) -> torch.device:
        return self.flat.device

    def state(self, member: int) -> dict[str, np.ndarray]:
        """Everything of one member as its own arrays: values, statistics and constants."""
        return {name: view[member].cpu().numpy().copy() for name, view in self.values.items()}

    def load(self, states: Sequence[State]) -> None:
        """Overwrite the members with these states, one a member."""
        if len(states) != len(self):
            raise ValueError(f"there are {len(self)} members, however: {len(states)} states")
        for name, view in self.values.items():
            stacked = np.stack([state[name] for state in states])
            view.copy_(torch.from_numpy(stacked))

    def select(self, members: Sequence[int]) -> "Members":
        """A new set with these members only, values copied."""
        chosen = torch.tensor(members, device=self.device)
        return Members(
            self.slots,
            self.flat.index_select(0, chosen),
            self.statistics.index_select(0, chosen),
            {name: value.index_select(0, chosen) for name, value in self.constants.items()},
        )


def draw(
    slots: Sequence[Slot],
    seeds: Sequence[int],
    constants: Mapping[str, Tensor],
    device: torch.device,
) -> Members:
    """New members; what a member starts with depends on its own seed alone."""
    rows = [_draw_member(slots, seed) for seed in seeds]
    flat = torch.stack([learned for learned, _ in rows]).to(device)
    statistics = torch.stack([kept for _, kept in rows]).to(device)
    return Members(slots, flat, statistics, constants)


def _draw_member(slots: Sequence[Slot], seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    drawn = [(slot, slot.draw(slot.shape, generator).reshape(-1)) for slot in slots]
    nothing = torch.empty(0)
    learned = [value for slot, value in drawn if slot.learned]
    kept = [value for slot, value in drawn if not slot.learned]
    return torch.cat([nothing, *learned]), torch.cat([nothing, *kept])


def _views(slots: Sequence[Slot], flat: Tensor) -> dict[str, Tensor]:
    views, start = {}, 0
    for slot in slots:
        columns = flat[:, start : start + slot.size]
        views[slot.name] = columns.view(flat.shape[0], *slot.shape)
        start += slot.size
    return views


def _decays(slots: Sequence[Slot]) -> Tensor:
    return torch.cat([torch.full((slot.size,), float(slot.decays)) for slot in slots])
