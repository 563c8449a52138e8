"""Predictions of trained members."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from etude.data.rows import Rows
from etude.networks import BatchedNetwork, from_states
from etude.networks.members import State
from etude.records.plan import Plan
from etude.records.shape import NetworkShape
from etude.training.rows import tensor_of

BATCH_ROWS = 8192
ROWS_TOGETHER = 64  # rows are answered in multiples of it


def predict(
    plan: Plan,
    shape: NetworkShape,
    states: Sequence[State],
    rows: Rows,
    device: str | torch.device = "cpu",
    batch: int = BATCH_ROWS,
) -> np.ndarray:
    """What each member says of each row, float32 [members, N, outputs].

    Probabilities for heads of classes, standardised numbers for heads of numbers, heads side by
    side. Members are computed one by one, so that what a member says does not depend on who
    else is asked; ``batch`` rows at a time. Nor does it depend on which rows stand beside a row.
    """
    inputs = {name: tensor_of(x).to(device) for name, x in rows.arrays.items()}
    networks = (from_states(plan, shape, [state], device) for state in states)
    return np.stack([_member(network, inputs, len(rows), batch) for network in networks])


def _member(
    network: BatchedNetwork, inputs: Mapping[str, Tensor], count: int, batch: int
) -> np.ndarray:
    result = np.empty((count, network.heads.width), dtype=np.float32)
    for start in range(0, count, batch):
        rows = min(batch, count - start)
        part = {name: _filled_up(x[start : start + rows]) for name, x in inputs.items()}
        outputs = network.heads.predictions(network.forward(part))
        result[start : start + rows] = outputs[0, :rows].cpu().numpy()
    return result


def _filled_up(rows: Tensor) -> Tensor:
    """Rows, repeated until they are a multiple of 64: those left over beyond whole tiles, a matrix
    product sums in another order, so that the last digits of an answer would hang on how many
    rows are asked."""
    count = -(-len(rows) // ROWS_TOGETHER) * ROWS_TOGETHER
    return rows if count == len(rows) else rows[torch.arange(count, device=rows.device) % len(rows)]
