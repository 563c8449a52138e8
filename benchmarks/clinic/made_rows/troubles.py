"""Sets of the part "troubles", by the stranger who chose its kinds of fault."""

import numpy as np

from benchmarks.clinic.made_rows.sizes import MANY, MANY_SERIES, SHORT, Draw, Lots, Rows


def _orbits(noise: Lots) -> Rows:
    """Where a body is and how fast: does it stay around the sun, fall into it, or leave it?"""
    distance = noise.uniform(0.6, 2, MANY)
    outward, around = noise.uniform(-1.6, 1.6, MANY), noise.uniform(0.2, 1.8, MANY)
    energy = (outward**2 + around**2) / 2 - 1 / distance
    turning = distance * around
    nearest = turning**2 / (1 + np.sqrt(np.maximum(0, 1 + 2 * energy * turning**2)))
    is_falling = (nearest < 0.25) & ((energy < 0) | (outward < 0))
    kinds = np.where(is_falling, 1.0, np.where(energy < 0, 0.0, 2.0))
    seen = np.stack([distance, outward, around], axis=1)
    return seen + noise.normal(0, 0.03, seen.shape), kinds


def _quilt(noise: Lots) -> Rows:
    """On which of three bent stripes that follow each other, in the plane?"""
    places = noise.uniform(-1, 1, (MANY, 2))
    along = 2.2 * places[:, 0] + np.sin(2.5 * places[:, 1]) + noise.normal(0, 0.05, MANY)
    return places, np.floor(1.2 * along) % 3


def _pairs(noise: Lots) -> Rows:
    """Three pairs of numbers: in how many of them is the first one larger?"""
    numbers = noise.normal(size=(MANY, 6))
    differences = numbers[:, ::2] - numbers[:, 1::2] + noise.normal(0, 0.05, (MANY, 3))
    return numbers, (differences > 0).sum(1).astype(float)


def _tickets(noise: Lots) -> Rows:
    """Age, way, hour and bags, by rules of a counter: cheap, usual or dear?"""
    age, way = noise.uniform(5, 80, MANY), noise.uniform(10, 600, MANY)
    hour, bags = noise.uniform(5, 23, MANY), noise.uniform(0, 30, MANY)
    points = 1.0 * (way > 250) + (hour < 11) + (bags > 20) - (age < 30)
    kinds = np.where(points < 1, 0.0, np.where(points < 2, 1.0, 2.0))
    is_odd = noise.random(MANY) < 0.02
    kinds[is_odd] = noise.integers(0, 3, is_odd.sum())
    return np.stack([age, way, hour, bags], axis=1), kinds


def _beams(noise: Lots) -> Rows:
    """How far a beam bends: by its load, length, width and height, and by what it is made of."""
    load, length = noise.uniform(1, 3, MANY), noise.uniform(1, 2, MANY)
    width, height = noise.uniform(0.5, 1.5, MANY), noise.uniform(1, 1.8, MANY)
    stiffness = noise.uniform(1, 3, MANY)
    bends = load * length**3 / (stiffness * width * height**3)
    given = np.stack([load, length, width, height, stiffness], axis=1)
    return given, np.log1p(bends) + noise.normal(0, 0.1, MANY)


def _wells(noise: Lots) -> Rows:
    """How far it is to the nearest of five wells, in three dimensions."""
    wells = noise.uniform(-1, 1, (5, 3))
    places = noise.uniform(-1.5, 1.5, (MANY, 3))
    ways = np.linalg.norm(places[:, None] - wells, axis=2).min(1)
    return places, ways + noise.normal(0, 0.1, MANY)


def _echoes(noise: Lots) -> Rows:
    """20 steps of noise with a knock and its echo: after one, two or three steps, or none?"""
    kinds, places = noise.integers(0, 4, MANY_SERIES), noise.integers(0, SHORT - 3, MANY_SERIES)
    steps = noise.normal(0, 0.4, (MANY_SERIES, SHORT))
    every = np.arange(MANY_SERIES)
    steps[every, places] += 2.5
    steps[every, np.minimum(places + kinds, SHORT - 1)] -= 2.0 * (kinds > 0)
    return steps, kinds.astype(float)


def _marked(noise: Lots) -> Rows:
    """20 steps of a number and a mark, which two of them have: about what do these come to?"""
    numbers = noise.uniform(-1, 1, (MANY_SERIES, SHORT))
    places = np.stack([noise.permutation(SHORT)[:2] for _ in range(MANY_SERIES)])
    marks = np.zeros((MANY_SERIES, SHORT))
    np.put_along_axis(marks, places, 1.0, axis=1)
    sums = (numbers * marks).sum(1) + noise.normal(0, 0.15, MANY_SERIES)
    return np.stack([numbers, marks], axis=2).reshape(MANY_SERIES, -1), sums


def _sides(noise: Lots) -> Rows:
    """20 steps of noise with two knocks: both in the first half, both in the second, or neither?"""
    kinds, half = noise.integers(0, 3, MANY_SERIES), SHORT // 2
    places = np.stack([noise.permutation(half)[:2] for _ in range(MANY_SERIES)])
    places[kinds == 1] += half
    places[kinds == 2, 1] += half
    steps = noise.normal(0, 0.4, (MANY_SERIES, SHORT))
    for knock in range(2):
        steps[np.arange(MANY_SERIES), places[:, knock]] += 2.5
    return steps, kinds.astype(float)


SETS: dict[str, Draw] = {
    "orbits": _orbits,
    "quilt": _quilt,
    "pairs": _pairs,
    "tickets": _tickets,
    "beams": _beams,
    "wells": _wells,
    "echoes": _echoes,
    "marked": _marked,
    "sides": _sides,
}
