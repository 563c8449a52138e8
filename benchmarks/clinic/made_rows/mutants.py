"""Sets on which is scored what the closing part taught."""

import numpy as np

from benchmarks.clinic.made_rows.sizes import MADE, STEPS, Draw, Lots, Rows


def _dunes(noise: Lots) -> Rows:
    """On a crest or in a trough of crossing waves, in the plane."""
    places = noise.uniform(-3, 3, (MADE, 2))
    heights = np.sin(1.5 * places[:, 0]) + np.cos(1.2 * places[:, 1] + 0.5 * places[:, 0])
    return places, (heights > 0).astype(float)


def _largest(noise: Lots) -> Rows:
    """Which of five normal numbers is the largest?"""
    places = noise.normal(size=(MADE, 5))
    return places, places.argmax(1).astype(float)


def _lens(noise: Lots) -> Rows:
    """In neither, one or both of two overlapping balls, in three dimensions."""
    places = noise.uniform(-1.5, 1.5, (MADE, 3))
    inside = [np.linalg.norm(places - [x, 0.0, 0.0], axis=1) < 1.2 for x in (-0.5, 0.5)]
    return places, inside[0].astype(float) + inside[1]


def _peaks(noise: Lots) -> Rows:
    """The height of a landscape of two peaks and a hollow, in the plane."""
    places = noise.uniform(-2, 2, (MADE, 2))
    heights = np.zeros(MADE)
    for x, y, size in ((-1.0, -0.8, 2.0), (0.9, 0.9, 1.5), (0.8, -1.0, -1.5)):
        heights += size * np.exp(-2.0 * ((places[:, 0] - x) ** 2 + (places[:, 1] - y) ** 2))
    return places, heights + noise.normal(0, 0.1, MADE)


def _pull(noise: Lots) -> Rows:
    """The product of two masses over the square of their distance, nearer than which none is."""
    masses, distance = noise.uniform(1, 3, (MADE, 2)), noise.uniform(1, 2, (MADE, 1))
    pulls = masses.prod(1) / distance[:, 0] ** 2
    return np.hstack([masses, distance]), pulls + noise.normal(0, 0.1, MADE)


def _shapes(noise: Lots) -> Rows:
    """24 steps of a sine, square, saw or triangle of eight steps, from any phase, in noise."""
    kinds = noise.integers(0, 4, MADE)
    turns = (np.arange(STEPS) / 8 + noise.random((MADE, 1))) % 1.0
    waves = [np.sin(2 * np.pi * turns), np.sign(turns - 0.5), 2 * turns - 1]
    waves.append(4 * np.abs(turns - 0.5) - 1)
    signal = np.stack(waves)[kinds, np.arange(MADE)]
    return signal + noise.normal(0, 0.25, signal.shape), kinds.astype(float)


def _steepest(noise: Lots) -> Rows:
    """24 normal numbers, and the largest rise from one to the next."""
    steps = noise.normal(size=(MADE, STEPS))
    return steps, np.diff(steps, axis=1).max(1)


def _balance(noise: Lots) -> Rows:
    """24 steps of noise with five marks above or below 0: which are more?"""
    steps = noise.normal(0, 0.3, (MADE, STEPS))
    places = np.stack([noise.permutation(STEPS)[:5] for _ in range(MADE)])
    signs = 2.0 * noise.integers(0, 2, (MADE, 5)) - 1.0
    for mark in range(5):
        steps[np.arange(MADE), places[:, mark]] += 2.0 * signs[:, mark]
    return steps, (signs.sum(1) > 0).astype(float)


SETS: dict[str, Draw] = {
    "dunes": _dunes,
    "largest": _largest,
    "lens": _lens,
    "peaks": _peaks,
    "pull": _pull,
    "shapes": _shapes,
    "steepest": _steepest,
    "balance": _balance,
}
