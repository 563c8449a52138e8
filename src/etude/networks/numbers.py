"""How columns of numbers enter the network: as they are, as places among quantiles, as waves."""

import math

import torch
from torch import Tensor

from etude.networks.encoder import Encoder, Values
from etude.networks.slot import Slot, he, normal, zeros

EDGES = "edges"
FREQUENCIES = 16
FREQUENCY_SCALE = 0.1  # Holzmueller et al. 2024, RealMLP
WAVE_WIDTH = 8


class PlainNumbers(Encoder):
    """Standardised numbers as they are."""

    def __init__(self, name: str, columns: int) -> None:
        self.width = columns

    def __call__(self, x: Tensor, values: Values) -> Tensor:
        return x


class PiecewiseLinearNumbers(Encoder):
    """Each number as how far it has filled every bin between its column's quantiles.

    The first bin is open below and the last above; a bin without width gives 0.
    The constant ``edges`` float32 [columns, bins + 1] holds the ascending bounds.
    Source: Gorishniy et al. 2022, On Embeddings for Numerical Features, section 3.2.
    """

    def __init__(self, name: str, columns: int, bins: int) -> None:
        self.width = columns * bins
        self._low = torch.tensor([-math.inf] + [0.0] * (bins - 1))
        self._high = torch.tensor([1.0] * (bins - 1) + [math.inf])

    def __call__(self, x: Tensor, values: Values) -> Tensor:
        edges = values[EDGES].unsqueeze(1)  # [K, 1, F, bins + 1]
        left, sizes = edges[..., :-1], edges.diff(dim=-1)
        slopes = torch.where(sizes > 0, 1.0 / sizes.clamp_min(1e-12), 0.0)
        filled = (x.unsqueeze(-1) - left) * slopes  # [K, B, F, bins]
        return filled.clamp(self._low.to(x.device), self._high.to(x.device)).flatten(-2)


class PeriodicNumbers(Encoder):
    """Each number as waves of learned length, then a small layer of its own with ReLU.

    Source: Gorishniy et al. 2022, "PLR": sin and cos of 2 pi c x, linear, ReLU.
    """

    learns = True

    def __init__(self, name: str, columns: int) -> None:
        self.width = columns * WAVE_WIDTH
        self._columns = columns
        self._frequencies = f"{name}.frequencies"
        self._weight, self._bias = f"{name}.weight", f"{name}.bias"

    def slots(self) -> list[Slot]:
        columns = self._columns
        return [
            Slot(self._frequencies, (columns, FREQUENCIES), normal(FREQUENCY_SCALE)),
            Slot(self._weight, (columns, 2 * FREQUENCIES, WAVE_WIDTH), he, decays=True),
            Slot(self._bias, (columns, WAVE_WIDTH), zeros),
        ]

    def __call__(self, x: Tensor, values: Values) -> Tensor:
        lengths = values[self._frequencies].unsqueeze(1) * (2.0 * math.pi)  # [K, 1, F, C]
        angles = x.unsqueeze(-1) * lengths  # [K, B, F, C]
        waves = torch.cat([angles.sin(), angles.cos()], -1)
        mixed = torch.einsum("kbfi,kfio->kbfo", waves, values[self._weight])
        return torch.relu(mixed + values[self._bias].unsqueeze(1)).flatten(-2)
