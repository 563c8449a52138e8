"""Small texts of mixed length with a known truth."""

import numpy as np

from etude.data.rows import Rows
from etude.records.shape import Head, InputShape, NetworkShape

STEPS, TOKENS = 40, 30
HEADS = (Head("y", "classes", 2),)
TEXT = NetworkShape((InputShape("text", "tokens", 1, (TOKENS,), STEPS),), HEADS)


def texts(count: int, seed: int, *, longest: int = STEPS, shortest: int = 0) -> Rows:
    """The class is whether the first token is even; an empty text is of class 0."""
    generator = np.random.default_rng(seed)
    lengths = generator.integers(shortest, longest + 1, count)
    x = generator.integers(3, TOKENS, (count, STEPS))
    x[np.arange(STEPS) >= lengths[:, None]] = 0
    label = np.where(lengths > 0, 1 - x[:, 0] % 2, 0)
    ones = np.ones(count, np.float32)
    return Rows({"text": x}, {"y": label}, ones, np.arange(count), {"text": lengths})


def picked(rows: Rows, pick: np.ndarray) -> Rows:
    """These rows alone, in this order."""
    return Rows(
        {name: x[pick] for name, x in rows.inputs.items()},
        {name: x[pick] for name, x in rows.targets.items()},
        rows.weights[pick],
        rows.units[pick],
        {name: x[pick] for name, x in rows.lengths.items()},
    )
