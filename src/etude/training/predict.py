"""Predictions of trained members."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from etude.data.rows import Rows
from etude.networks import BatchedNetwork, from_states
from etude.networks.encoder import Encoder
from etude.networks.members import State
from etude.records.plan import Plan
from etude.records.shape import NetworkShape
from etude.training.measuring import SEQUENCE_ELEMENTS
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
    else is asked; ``batch`` rows at a time. Nor does it depend on which rows stand beside a row:
    rows are answered in whole tiles, and those that differ in length each with their like.
    """
    inputs = {name: tensor_of(x).to(device) for name, x in rows.arrays.items()}
    networks = (from_states(plan, shape, [state], device) for state in states)
    return np.stack([_member(network, inputs, rows, batch) for network in networks])


def _member(
    network: BatchedNetwork, inputs: Mapping[str, Tensor], rows: Rows, batch: int
) -> np.ndarray:
    result = np.empty((len(rows), network.heads.width), dtype=np.float32)
    for chosen in _parts(network, rows, _rows_at_once(network, batch)):
        part = {name: _filled_up(x[chosen]) for name, x in inputs.items()}
        outputs = network.heads.predictions(network.forward(part))
        count = len(result[chosen])
        result[chosen] = outputs[0, :count].cpu().numpy()
    return result


def _rows_at_once(network: BatchedNetwork, batch: int) -> int:
    if not network.elements:
        return batch
    tiles = SEQUENCE_ELEMENTS // (network.elements * ROWS_TOGETHER)
    return min(batch, max(tiles, 1) * ROWS_TOGETHER)


def _parts(network: BatchedNetwork, rows: Rows, size: int) -> Iterator[slice | np.ndarray]:
    """Rows to be answered together, at most ``size``: in order, or by the class of their length,
    since a sum over steps hangs on how many there are."""
    if not rows.lengths:
        yield from (slice(start, start + size) for start in range(0, len(rows), size))
        return
    classes = np.stack(
        [_classes(network.encoders[name], lengths) for name, lengths in rows.lengths.items()], 1
    )
    _, own = np.unique(classes, axis=0, return_inverse=True)
    for one in range(own.max(initial=-1) + 1):
        alike = np.flatnonzero(own.reshape(-1) == one)
        yield from (alike[start : start + size] for start in range(0, len(alike), size))


def _classes(encoder: Encoder, lengths: np.ndarray) -> np.ndarray:
    distinct, place = np.unique(lengths, return_inverse=True)
    return np.array([encoder.length_class(int(n)) for n in distinct], dtype=np.int64)[place]


def _filled_up(rows: Tensor) -> Tensor:
    """Rows, repeated until they are a multiple of 64: those left over beyond whole tiles, a matrix
    product sums in another order, so that the last digits of an answer would hang on how many
    rows are asked."""
    count = -(-len(rows) // ROWS_TOGETHER) * ROWS_TOGETHER
    return rows if count == len(rows) else rows[torch.arange(count, device=rows.device) % len(rows)]
