"""The columns of a batch: of a table, the channels of images, the signals of series."""

from torch import Tensor

from etude.doctor.examined import Examined
from etude.doctor.subject import tensors

FEWEST_ROWS = 32


def columns_of(examined: Examined) -> Tensor | None:
    """All finite values by column, float64 [values, columns], of a first tensor of floats.

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
    values = by_column.detach().cpu().double().reshape(-1, by_column.shape[-1])
    return values[values.isfinite().all(1)]
