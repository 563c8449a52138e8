"""Two classes that a small network learns."""

import torch
from torch import Tensor

ROWS, COLUMNS = 192, 4


def rows() -> tuple[Tensor, Tensor]:
    """Inputs [192, 4] and classes [192], the same every time."""
    inputs = torch.randn(ROWS, COLUMNS, generator=torch.Generator().manual_seed(0))
    return inputs, (inputs.sum(1) > 0).long()
