"""The columns of a batch: of a table, the channels of images, the signals of series."""

import torch
from torch import Tensor

FEWEST_ROWS = 32
MOST_VALUES = 4_096  # of a column; sorting more of them takes longer than it tells
RARE = 0.9  # share of a column's values that are one and the same


def columns_of(first: Tensor | None) -> Tensor | None:
    """All finite values by column, [values, columns], of inputs that are floats.

    Columns are the last dimension of a table and of series (rows, steps, signals), the second of
    images. None where there are under 32 rows, or no numbers, or no inputs at all.
    """
    if first is None or not first.is_floating_point() or first.ndim not in (2, 3, 4):
        return None
    if len(first) < FEWEST_ROWS:
        return None
    by_column = first.movedim(1, -1) if first.ndim == 4 else first
    values = by_column.detach().cpu().reshape(-1, by_column.shape[-1])
    return values[values.isfinite().all(1)]


def drawn(values: Tensor) -> Tensor:
    """At most 4,096 of the values of every column, none twice, float64; the same ones every time.
    Drawn, for every so many pixels of an image are of one line of it."""
    if len(values) > MOST_VALUES:
        lots = torch.Generator().manual_seed(0)
        places = torch.randint(len(values), (MOST_VALUES,), generator=lots, device="cpu")
        values = values[torch.unique(places)]
    return values.double()


def are_rare(values: Tensor) -> Tensor:
    """Columns that nearly always have one value, as of a rare category: bool [columns]."""
    return (values == values.median(0).values).double().mean(0) >= RARE
