"""Sets on which is scored what the sealed part taught."""

import numpy as np
from sklearn.datasets import load_wine, make_classification, make_friedman2, make_gaussian_quantiles

from benchmarks.clinic.made_rows.sizes import MADE, STEPS, Draw, Lots, Rows


def _checkerboard(noise: Lots) -> Rows:
    places = noise.uniform(0, 4, (MADE, 2))
    return places, np.floor(places).sum(1) % 2


def _chirps(noise: Lots) -> Rows:
    """24 steps of a sine whose pitch falls, stays or rises, from any phase, in noise."""
    kinds = noise.integers(0, 3, MADE)
    steps = np.arange(STEPS) / STEPS
    turns = 3 * steps + 1.5 * (kinds[:, None] - 1) * (steps**2 - steps)
    signal = np.sin(2 * np.pi * (turns + noise.random((MADE, 1))))
    return signal + noise.normal(0, 0.3, signal.shape), kinds.astype(float)


def _bumps(noise: Lots) -> Rows:
    """24 steps of noise with one bump, in their first, second or last third."""
    thirds = noise.integers(0, 3, MADE)
    middle = STEPS / 3 * (thirds + noise.uniform(0.1, 0.9, MADE))
    signal = 2 * np.exp(-0.5 * (np.arange(STEPS) - middle[:, None]) ** 2)
    return signal + noise.normal(0, 0.6, signal.shape), thirds.astype(float)


SETS: dict[str, Draw] = {
    "shells": lambda _: make_gaussian_quantiles(
        n_samples=MADE, n_features=4, n_classes=3, random_state=0
    ),
    "clusters": lambda _: make_classification(
        MADE, 10, n_informative=5, n_classes=3, random_state=0
    ),
    "impedance": lambda _: make_friedman2(MADE, noise=80.0, random_state=0),
    "cultivars": lambda _: load_wine(return_X_y=True),
    "checkerboard": _checkerboard,
    "chirps": _chirps,
    "bumps": _bumps,
}
