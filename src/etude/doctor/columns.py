"""The columns of a batch: of a table, the channels of images, the signals of series."""

import torch
from torch import Tensor

from etude.doctor.examined import Examined
from etude.doctor.subject import tensors

FEWEST_ROWS = 32
MOST_VALUES = 4_096  # of a column; sorting more of them takes longer than it tells


def columns_of(examined: Examined) -> Tensor | None:
    """Finite values by column, float64 [4,096 at most, columns], of a first tensor of floats.

    Columns are the last dimension of a table and of series (rows, steps, signals), the second of
    images. None where there are under 32 rows or the inputs are not numbers.
    """
    return columns_of_tensor(next(tensors(examined.inputs), None))


def columns_of_tensor(first: Tensor | None) -> Tensor | None:
    """The same of a tensor alone; None where there is none."""
    if first is None or not first.is_floating_point() or first.ndim not in (2, 3, 4):
        return None
    if len(first) < FEWEST_ROWS:
        return None
    by_column = first.movedim(1, -1) if first.ndim == 4 else first
    values = by_column.detach().reshape(-1, by_column.shape[-1])
    if len(values) > MOST_VALUES:  # drawn, for every so many of an image are of one line of it
        drawn = torch.randint(
            len(values), (MOST_VALUES,), generator=torch.Generator().manual_seed(0)
        )
        values = values[drawn.to(values.device)]
    values = values.cpu().double()
    return values[values.isfinite().all(1)]
