"""Sets on which is scored what the final part taught."""

import numpy as np
from sklearn.datasets import make_classification

from benchmarks.clinic.made_rows.sizes import MADE, STEPS, Draw, Lots, Rows


def _folds(noise: Lots) -> Rows:
    """Four clouds in eight dimensions, bent by the product of two of them."""
    inputs, targets = make_classification(
        n_samples=MADE,
        n_features=8,
        n_informative=8,
        n_redundant=0,
        n_classes=4,
        n_clusters_per_class=1,
        class_sep=1.5,
        flip_y=0.0,
        random_state=0,
    )
    inputs[:, 0] += 0.3 * inputs[:, 1] * inputs[:, 2]
    return inputs, targets


def _band(noise: Lots) -> Rows:
    """Four normal numbers: are they neither near 0 nor far from it?"""
    places = noise.normal(size=(MADE, 4))
    lengths = np.linalg.norm(places, axis=1)
    return places, ((lengths > 1.4) & (lengths < 2.3)).astype(float)


def _petals(noise: Lots) -> Rows:
    """Inside or outside of a flower of three petals, in the plane."""
    places = noise.uniform(-1, 1, (MADE, 2))
    angle = np.arctan2(places[:, 1], places[:, 0])
    edge = 0.6 + 0.25 * np.cos(3 * angle)
    return places, (np.linalg.norm(places, axis=1) < edge).astype(float)


def _saddle(noise: Lots) -> Rows:
    places = noise.uniform(-2, 2, (MADE, 3))
    heights = places[:, 0] ** 2 - places[:, 1] ** 2 + places[:, 2]
    return places, heights + noise.normal(0, 0.2, MADE)


def _staircase(noise: Lots) -> Rows:
    """A number with edges: an absolute value, the larger of two, and a step."""
    places = noise.normal(size=(MADE, 4))
    heights = np.abs(places[:, 0]) + np.maximum(places[:, 1], places[:, 2]) + (places[:, 3] > 0)
    return places, heights + noise.normal(0, 0.1, MADE)


def _pulses(noise: Lots) -> Rows:
    """24 steps of noise with one pulse of two, four or six steps, anywhere."""
    kinds, places = noise.integers(0, 3, MADE), noise.integers(0, STEPS - 5, MADE)
    steps = noise.normal(0, 0.4, (MADE, STEPS))
    for step in range(6):
        steps[np.arange(MADE), places + step] += 2.0 * (step < 2 * kinds + 2)
    return steps, kinds.astype(float)


def _latest(noise: Lots) -> Rows:
    """24 steps of noise with three marks above or below 0: which way does the last one point?"""
    steps = noise.normal(0, 0.3, (MADE, STEPS))
    places = np.sort(np.stack([noise.permutation(STEPS)[:3] for _ in range(MADE)]))
    signs = 2.0 * noise.integers(0, 2, (MADE, 3)) - 1.0
    for mark in range(3):
        steps[np.arange(MADE), places[:, mark]] += 2.5 * signs[:, mark]
    return steps, (signs[:, 2] > 0).astype(float)


def _highest(noise: Lots) -> Rows:
    """24 normal numbers, and the highest of them."""
    steps = noise.normal(size=(MADE, STEPS))
    return steps, steps.max(1)


SETS: dict[str, Draw] = {
    "folds": _folds,
    "band": _band,
    "petals": _petals,
    "saddle": _saddle,
    "staircase": _staircase,
    "pulses": _pulses,
    "latest": _latest,
    "highest": _highest,
}
