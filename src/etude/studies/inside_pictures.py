"""From what a network tells of one row to the records that pictures are drawn from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from etude.records.inside import Attention, Gate, Matrix, MemoryTrace, Numbers

MOST_UNITS = 64
Array = npt.NDArray[np.float64]


def spans_of(steps: int, most: int) -> list[slice]:
    """Neighbouring steps together, so that there are at most so many."""
    together = -(-steps // most)
    return [slice(start, min(start + together, steps)) for start in range(0, steps, together)]


def attention_of(weights: Array | None, steps: Sequence[slice]) -> tuple[Attention, ...]:
    """One a layer and head; of steps taken together the mean looks at the sum, so that a row
    still sums to 1."""
    if weights is None:
        return ()
    return tuple(
        Attention(layer, head, matrix(_looked(one, steps)))
        for layer, heads in enumerate(weights, start=1)
        for head, one in enumerate(heads, start=1)
    )


def _looked(weights: Array, steps: Sequence[slice]) -> Array:
    looking = np.stack([weights[span].mean(axis=0) for span in steps])
    return np.stack([looking[:, span].sum(axis=1) for span in steps], axis=1)


def memory_of(
    states: Array | None, bidirectional: bool, steps: Sequence[slice]
) -> tuple[MemoryTrace, ...]:
    """The memory begins as zeros; of steps taken together the mean."""
    if states is None:
        return ()
    if not bidirectional:
        return (_trace("forward", states, steps),)
    there, back = np.split(states, 2, axis=1)
    turned = _trace("backward", back[::-1], _turned(steps, len(back)))
    return (
        _trace("forward", there, steps),
        replace(turned, size=turned.size[::-1], change=turned.change[::-1]),
    )


def _turned(steps: Sequence[slice], count: int) -> list[slice]:
    """The same spans, counted from the end, the last first."""
    return [slice(count - span.stop, count - span.start) for span in reversed(steps)]


def _trace(direction: str, states: Array, steps: Sequence[slice]) -> MemoryTrace:
    before = np.concatenate([np.zeros_like(states[:1]), states[:-1]])
    size, change = np.linalg.norm(states, axis=1), np.linalg.norm(states - before, axis=1)
    return MemoryTrace(
        direction,
        shortened([size[span].mean() for span in steps]),
        shortened([change[span].mean() for span in steps]),
    )


def gate_of(name: str, values: Array, steps: Sequence[slice]) -> Gate:
    """Units beyond 64 are taken together, neighbour with neighbour."""
    units = spans_of(values.shape[1], MOST_UNITS)
    at = np.stack([values[span].mean(axis=0) for span in steps])  # [places, units]
    grid = np.stack([at[:, span].mean(axis=1) for span in units])
    return Gate(name, shortened(at.mean(axis=1)), matrix(grid))


def short(value: float) -> float:
    """Four digits behind the point are more than a picture shows."""
    return round(float(value), 4)


def shortened(values: Sequence[float] | Array) -> Numbers:
    """``short`` for each."""
    return tuple(short(value) for value in values)


def matrix(values: Array) -> Matrix:
    """``short`` for each, [rows, columns]."""
    return tuple(shortened(row) for row in values)


def pooling_of(weights: Array | None, steps: Sequence[slice]) -> Numbers:
    """Weights of the steps in a learned mean; of steps taken together the sum."""
    return () if weights is None else shortened([weights[span].sum() for span in steps])
