"""Small data with known truths."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from etude.data.rows import Rows
from etude.records.shape import Head, InputShape, NetworkShape
from etude.training import RunRows

CLASSES = NetworkShape((InputShape("numbers", "numbers", 2),), (Head("y", "classes", 2),))
NUMBERS = NetworkShape((InputShape("numbers", "numbers", 1),), (Head("y", "numbers", 1),))


def rows(inputs: dict[str, Any], target: np.ndarray, weights: np.ndarray | None = None) -> Rows:
    count = len(target)
    weights = np.ones(count, np.float32) if weights is None else weights
    return Rows(inputs, {"y": target}, weights, np.arange(count), {})


def xor(count: int, seed: int) -> Rows:
    """Two columns; the class is whether their signs agree."""
    x = np.random.default_rng(seed).standard_normal((count, 2)).astype(np.float32)
    return rows({"numbers": x}, (x[:, 0] * x[:, 1] > 0).astype(np.int64))


def line(count: int, seed: int) -> Rows:
    """y = 3 x, standardised: y = x."""
    x = np.random.default_rng(seed).standard_normal((count, 1)).astype(np.float32)
    return rows({"numbers": x}, (3.0 * x) / 3.0)


def noise(count: int, seed: int) -> Rows:
    """Two columns and a coin."""
    generator = np.random.default_rng(seed)
    x = generator.standard_normal((count, 2)).astype(np.float32)
    return rows({"numbers": x}, generator.integers(0, 2, count))


def runs(learn: Rows, stop: Rows, seeds: Sequence[int]) -> list[RunRows]:
    return [RunRows(seed, "hold-out", learn, stop, None, {}) for seed in seeds]
