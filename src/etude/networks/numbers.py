"""How columns of numbers enter the network: as they are, as places among quantiles, as waves."""

import math

import torch
from torch import Tensor

from etude.networks.encoder import Encoder, Values
from etude.networks.slot import Slot, he, normal, zeros
from etude.records.shape import WAVE_WIDTH, WAVES

EDGES = "edges"
FREQUENCY_SCALE = 0.1  # Holzmueller et al. 2024, RealMLP
TURN = 2.0 * math.pi


class PlainNumbers(Encoder):
    """Standardised numbers as they are."""

    def __init__(self, name: str, columns: int) -> None:
        self.width = columns

    def __call__(self, x: Tensor, values: Values, lengths: Tensor | None = None) -> Tensor:
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

    def __call__(self, x: Tensor, values: Values, lengths: Tensor | None = None) -> Tensor:
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
            Slot(self._frequencies, (columns, WAVES), normal(FREQUENCY_SCALE)),
            Slot(self._weight, (columns, 2 * WAVES, WAVE_WIDTH), he, decays=True),
            Slot(self._bias, (columns, WAVE_WIDTH), zeros),
        ]

    def __call__(self, x: Tensor, values: Values, lengths: Tensor | None = None) -> Tensor:
        return self.forward(x, values)[0]

    def forward(
        self, x: Tensor, values: Values, lengths: Tensor | None = None
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """(Features, what ``backward`` needs): three times as fast as by autograd.

        Within, columns stand before rows: every column has a matrix of its own.
        """
        frequencies = values[self._frequencies]
        members, columns, waves = frequencies.shape
        column = x.expand(members, -1, -1).transpose(1, 2).unsqueeze(-1)  # [K, F, B, 1]
        angles = column * (frequencies.unsqueeze(2) * TURN)  # [K, F, B, C]
        swings = torch.cat([angles.sin(), angles.cos()], -1)
        flat = swings.view(members * columns, -1, 2 * waves)
        weight = values[self._weight].reshape(members * columns, 2 * waves, WAVE_WIDTH)
        bias = values[self._bias].reshape(members * columns, 1, WAVE_WIDTH)
        result = torch.baddbmm(bias, flat, weight).relu_().view(members, columns, -1, WAVE_WIDTH)
        return result.transpose(1, 2).flatten(-2), (column, swings, weight, result)

    def backward(self, gradient: Tensor, kept: tuple[Tensor, ...], gradients: Values) -> None:
        """Through ReLU, the columns' own matrices, and sine and cosine to the frequencies."""
        column, swings, weight, result = kept
        members, columns, rows, waves = (*swings.shape[:3], swings.shape[3] // 2)
        own = gradient.reshape(members, rows, columns, WAVE_WIDTH).transpose(1, 2)  # [K, F, B, W]
        z = (own * (result > 0)).reshape(members * columns, rows, WAVE_WIDTH)
        flat = swings.view(members * columns, rows, 2 * waves)
        gradients[self._bias].copy_(z.sum(1).view(members, columns, -1))
        found = torch.bmm(flat.transpose(1, 2), z)
        gradients[self._weight].copy_(found.view(members, columns, 2 * waves, -1))
        through = torch.bmm(z, weight.transpose(1, 2)).view_as(swings)
        to_sine, to_cosine = through[..., :waves], through[..., waves:]
        sine, cosine = swings[..., :waves], swings[..., waves:]
        angles = to_sine * cosine - to_cosine * sine  # [K, F, B, C]
        gradients[self._frequencies].copy_((angles * column).sum(2).mul_(TURN))
