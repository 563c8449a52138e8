"""Sequences whose answer is their first token, told only by its place."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from etude.data.rows import Rows
from etude.records.shape import SEPARATOR, Head, InputShape, NetworkShape

CLASSES, NOISE = 4, 8
INPUT, HEAD = "text", "first"
_FIRST_CODE = SEPARATOR + 1
TOKENS = _FIRST_CODE + CLASSES + NOISE
Integers = npt.NDArray[np.int64]


def recall_shape(longest: int) -> NetworkShape:
    """Of networks for distances up to ``longest``."""
    inputs = (InputShape(INPUT, "tokens", 1, (TOKENS,), longest + 1),)
    return NetworkShape(inputs, (Head(HEAD, "classes", CLASSES),))


def recall_rows(count: int, distances: Sequence[int], seed: int) -> Rows:
    """Sequences of one token and as many further ones as its distance to the end, the distances
    in equal shares.

    The first token is of one of four kinds, and that kind is the answer. The other three kinds
    stand once each at random later places, noise everywhere else: every kind is there once, so
    that a network which counts tokens but does not know their order is right one time in four.

    Raises: ValueError for a distance below 3, where the other kinds have no place.
    """
    if min(distances) < CLASSES - 1:
        raise ValueError(f"distances must be at least {CLASSES - 1}, however: {min(distances)}")
    generator = np.random.default_rng([seed, *distances])
    far = np.resize(np.asarray(distances, dtype=np.int64), count)
    label = generator.integers(0, CLASSES, count)
    tokens = np.zeros((count, max(distances) + 1), dtype=np.int64)
    for distance in dict.fromkeys(distances):
        chosen = np.flatnonzero(far == distance)
        tokens[chosen, : distance + 1] = _tokens(label[chosen], distance, generator)
    ones = np.ones(count, dtype=np.float32)
    return Rows({INPUT: tokens}, {HEAD: label}, ones, np.arange(count), {INPUT: far + 1})


def _tokens(label: Integers, distance: int, generator: np.random.Generator) -> Integers:
    """Codes [n, distance + 1] of sequences that begin with these kinds."""
    count = len(label)
    noise = generator.integers(0, NOISE, (count, distance + 1)) + (_FIRST_CODE + CLASSES)
    others = (label[:, None] + np.arange(1, CLASSES)) % CLASSES
    others = generator.permuted(others, axis=1)
    order = generator.random((count, distance)).argsort(axis=1)
    np.put_along_axis(noise, 1 + order[:, : CLASSES - 1], others + _FIRST_CODE, axis=1)
    noise[:, 0] = label + _FIRST_CODE
    return noise
