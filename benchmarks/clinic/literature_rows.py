"""Rows of the real cases: what is told of them, and what had to be chosen (`literature.py`)."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from sklearn.datasets import load_iris, make_blobs, make_circles

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, Floats]  # inputs [N, F], targets [N]

COLUMNS, CONSTANT_COLUMNS = 4, 128
NUMBERS = ("five x squared", "x to the fourth", "targets of both signs")
UNDIVIDED = ("four rows of xor",)  # learned, judged and tested by the same rows


def _noise() -> np.random.Generator:
    return np.random.default_rng(0)


def _four_rows_of_xor(_: int) -> Rows:
    inputs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return inputs, np.array([0.0, 1.0, 1.0, 0.0])


def _ones_and_zeros(count: int) -> Rows:
    classes = _noise().integers(0, 2, count).astype(float)
    return np.repeat(classes[:, None], CONSTANT_COLUMNS, 1), classes


def _two_uniforms(count: int) -> Rows:
    """Uniform in 0 to 1 and in 1 to 2, so that a line parts them."""
    noise = _noise()
    classes = noise.integers(0, 2, count).astype(float)
    return noise.uniform(0, 1, (count, 2)) + classes[:, None], classes


def _five_x_squared(count: int) -> Rows:
    """x from -5 to 5: the targets' variance is about the loss that was told of the sick training
    (1336), which is what a network that says the mean of every row has."""
    noise = _noise()
    inputs = noise.uniform(-5, 5, (count, 1))
    return inputs, 5 * inputs[:, 0] ** 2 + noise.normal(0, 10, count)


def _x_to_the_fourth(count: int) -> Rows:
    inputs = _noise().uniform(-10, 10, (count, 1))
    return inputs, inputs[:, 0] ** 4


def _targets_of_both_signs(count: int) -> Rows:
    noise = _noise()
    inputs = noise.normal(size=(count, COLUMNS))
    return inputs, inputs.sum(1) / COLUMNS**0.5 + noise.normal(0, 0.3, count)


def _raw_scales(count: int) -> Rows:
    """Columns of scales 1, 10, 100 and 1000, each of which counts as much as the others."""
    inputs = _noise().normal(3, 1, (count, COLUMNS))
    classes = (inputs.sum(1) > 3 * COLUMNS).astype(float)
    return inputs * 10.0 ** np.arange(COLUMNS), classes


def _a_thousand_on_circles(_: int) -> Rows:
    return make_circles(1000, noise=0.1, random_state=1)


def _three_blobs(count: int) -> Rows:
    return make_blobs(count, centers=3, cluster_std=2.0, random_state=2)[:2]


def _iris(_: int) -> Rows:
    return load_iris(return_X_y=True)


# By name; each is a function of how many rows are to be made, where they are made.
SETS: dict[str, Callable[[int], Rows]] = {
    "four rows of xor": _four_rows_of_xor,
    "ones and zeros": _ones_and_zeros,
    "two uniforms": _two_uniforms,
    "five x squared": _five_x_squared,
    "x to the fourth": _x_to_the_fourth,
    "targets of both signs": _targets_of_both_signs,
    "raw scales": _raw_scales,
    "a thousand on circles": _a_thousand_on_circles,
    "three blobs": _three_blobs,
    "iris": _iris,
}
