"""How categories enter the network: as short learned vectors, or as columns of 0 and 1."""

import math
from collections.abc import Sequence
from itertools import accumulate

import torch
from torch import Tensor

from etude.networks.encoder import Encoder, Values
from etude.networks.slot import Slot, normal
from etude.records.shape import embedding_width


def _starts(cardinalities: Sequence[int]) -> list[int]:
    return [0, *accumulate(cardinalities)][:-1]


class OneHotCategories(Encoder):
    """One column of 0 and 1 a category."""

    def __init__(self, name: str, cardinalities: Sequence[int]) -> None:
        self.width = sum(cardinalities)
        self._starts = torch.tensor(_starts(cardinalities))

    def __call__(self, x: Tensor, values: Values, lengths: Tensor | None = None) -> Tensor:
        places = x + self._starts.to(x.device)
        result = torch.zeros(*x.shape[:-1], self.width, device=x.device)
        return result.scatter_(-1, places, 1.0)


class EmbeddedCategories(Encoder):
    """One learned vector a category; columns whose vectors are equally wide share one table.

    The features come table by table, from the narrowest vectors to the widest.
    """

    learns = True

    def __init__(self, name: str, cardinalities: Sequence[int]) -> None:
        widths = [embedding_width(cardinality) for cardinality in cardinalities]
        self.width = sum(widths)
        self._tables = [
            _Table(name, width, [c for c, w in enumerate(widths) if w == width], cardinalities)
            for width in sorted(set(widths))
        ]

    def slots(self) -> list[Slot]:
        return [table.slot for table in self._tables]

    def __call__(self, x: Tensor, values: Values, lengths: Tensor | None = None) -> Tensor:
        return self.forward(x, values)[0]

    def forward(
        self, x: Tensor, values: Values, lengths: Tensor | None = None
    ) -> tuple[Tensor, list[Tensor]]:
        """(Features, places looked up in each table)."""
        found = [table.look_up(x, values[table.slot.name]) for table in self._tables]
        return torch.cat([vectors for vectors, _ in found], -1), [places for _, places in found]

    def backward(self, gradient: Tensor, kept: list[Tensor], gradients: Values) -> None:
        """Add up, for every vector, the gradients of the rows that used it."""
        parts = torch.split(gradient, [table.width for table in self._tables], -1)
        for table, places, part in zip(self._tables, kept, parts, strict=True):
            table.add_up(part, places, gradients[table.slot.name])


class _Table:
    """The vectors of all columns whose vectors have this width."""

    def __init__(
        self, name: str, width: int, columns: Sequence[int], cardinalities: Sequence[int]
    ) -> None:
        chosen = [cardinalities[column] for column in columns]
        self.size, self.width = sum(chosen), width * len(columns)
        self.slot = Slot(
            f"{name}.table_{width}", (self.size, width), normal(1.0 / math.sqrt(width)), decays=True
        )
        everything = len(columns) == len(cardinalities)
        self._columns = None if everything else torch.tensor(columns)
        self._starts = torch.tensor(_starts(chosen))

    def look_up(self, codes: Tensor, table: Tensor) -> tuple[Tensor, Tensor]:
        """codes [B, C] or [K, B, C], table [K, size, width] -> (vectors [K, B, columns x width],
        their places in the tables of all members [K, B, columns])."""
        members, device = table.shape[0], codes.device
        if self._columns is not None:
            codes = codes.index_select(-1, self._columns.to(device))
        own = torch.arange(members, device=device).view(-1, 1, 1) * self.size
        places = codes + (self._starts.to(device) + own)
        vectors = torch.nn.functional.embedding(places, table.reshape(-1, table.shape[-1]))
        return vectors.flatten(-2), places

    def add_up(self, gradient: Tensor, places: Tensor, into: Tensor) -> None:
        """gradient [K, B, columns x width] -> sums in ``into`` [K, size, width]."""
        members, size, width = into.shape
        by_vector = gradient.reshape(*gradient.shape[:-1], -1, width)
        sums = torch.ops.aten.embedding_dense_backward(by_vector, places, members * size, -1, False)
        into.copy_(sums.view(into.shape))
