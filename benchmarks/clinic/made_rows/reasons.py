"""Sets of the part "reasons", by the stranger who chose its kinds of fault."""

import numpy as np

from benchmarks.clinic.made_rows.sizes import MANY, MANY_SERIES, STEPS, Draw, Lots, Rows


def _crescent(noise: Lots) -> Rows:
    """In the plane, seen badly: outside, in a crescent, or in the disc that it lies around?"""
    places = noise.uniform(-1.4, 1.4, (MANY, 2))
    is_moon = np.linalg.norm(places, axis=1) < 1.2
    is_inside = np.linalg.norm(places - [0.45, 0.2], axis=1) < 0.75
    seen = places + noise.normal(0, 0.02, places.shape)
    return seen, np.where(is_inside, 2.0, is_moon.astype(float))


def _chase(noise: Lots) -> Rows:
    """A lead, two speeds and a time, about: is it caught up early, late, or never?"""
    lead, time = noise.uniform(1, 10, MANY), noise.uniform(1, 6, MANY)
    fast, slow = noise.uniform(2, 8, MANY), noise.uniform(0, 4, MANY)
    won = (fast - slow) * time + noise.normal(0, 0.7, MANY)
    kinds = np.where(won / 2 > lead, 0.0, np.where(won > lead, 1.0, 2.0))
    return np.stack([lead, time, fast, slow], axis=1), kinds


def _ballots(noise: Lots) -> Rows:
    """Nine opinions in three groups: is the majority of groups in favour?"""
    opinions = noise.normal(size=(MANY, 9)) + np.repeat(noise.normal(size=(MANY, 3)), 3, axis=1)
    votes = opinions.reshape(MANY, 3, 3).sum(2) > 0
    return opinions, (votes.sum(1) > 1).astype(float)


def _antennas(noise: Lots) -> Rows:
    """How loud eight receivers on a circle hear a sender: in which of four fields is it?"""
    places = noise.uniform(-1, 1, (MANY, 2))
    angles = np.pi * np.arange(8) / 4
    receivers = 1.5 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    loudness = 1 / (0.3 + np.linalg.norm(places[:, None] - receivers, axis=2))
    is_near = np.linalg.norm(places, axis=1) < 0.8
    kinds = 2.0 * is_near + (places[:, 0] > places[:, 1] ** 2 - 0.3)
    return loudness + noise.normal(0, 0.03, loudness.shape), kinds


def _loan(noise: Lots) -> Rows:
    """What is paid back of a loan in a year, by its size, its interest and its years."""
    size, interest = noise.uniform(1, 5, MANY), noise.uniform(0.01, 0.15, MANY)
    years = noise.uniform(2, 20, MANY)
    paid = size * interest / (1 - (1 + interest) ** -years)
    return np.stack([size, interest, years], axis=1), paid + noise.normal(0, 0.1, MANY)


def _swing(noise: Lots) -> Rows:
    """Where a swing that comes to rest stands: by its reach, friction, pace and the time."""
    reach, friction = noise.uniform(1, 3, MANY), noise.uniform(0.1, 1, MANY)
    pace, time = noise.uniform(0.8, 1.6, MANY), noise.uniform(0, 4, MANY)
    place = reach * np.exp(-friction * time) * np.cos(pace * time)
    return np.stack([reach, friction, pace, time], axis=1), place + noise.normal(0, 0.15, MANY)


def _harvest(noise: Lots) -> Rows:
    """A yield by eight numbers: two limit each other, two have a best value, the rest add up."""
    given = noise.uniform(-1, 1, (MANY, 8))
    limited = 2 * np.minimum(given[:, 0], given[:, 1])
    best = -1.5 * (given[:, 2] - 0.2) ** 2 - (given[:, 3] + 0.3) ** 2
    rest = given[:, 4:] @ np.array([0.8, -0.6, 0.5, 0.4])
    return given, limited + best + rest + noise.normal(0, 0.25, MANY)


def _slopes(noise: Lots) -> Rows:
    """24 steps of noise with a hill of seven, anywhere: steep in front, at the back, or neither?"""
    hills = np.array(
        [[3, 2.5, 2, 1.5, 1, 0.5, 0], [0, 1, 2, 3, 2, 1, 0], [0, 0.5, 1, 1.5, 2, 2.5, 3]]
    )
    kinds, places = noise.integers(0, 3, MANY_SERIES), noise.integers(0, STEPS - 6, MANY_SERIES)
    steps = noise.normal(0, 0.4, (MANY_SERIES, STEPS))
    for step in range(7):
        steps[np.arange(MANY_SERIES), places + step] += hills[kinds, step]
    return steps, kinds.astype(float)


def _loudest(noise: Lots) -> Rows:
    """24 normal numbers, and about the highest mean of three that follow each other."""
    steps = noise.normal(size=(MANY_SERIES, STEPS))
    windows = np.lib.stride_tricks.sliding_window_view(steps, 3, axis=1)
    return steps, windows.mean(2).max(1) + noise.normal(0, 0.07, MANY_SERIES)


def _levels(noise: Lots) -> Rows:
    """24 steps of noise around a level that falls, stays or rises on the way."""
    kinds = noise.integers(0, 3, MANY_SERIES)
    change = noise.integers(6, STEPS - 5, MANY_SERIES)
    is_after = np.arange(STEPS) >= change[:, None]
    levels = noise.normal(size=(MANY_SERIES, 1)) + 1.5 * (kinds[:, None] - 1.0) * is_after
    return levels + noise.normal(0, 0.7, levels.shape), kinds.astype(float)


def _swells(noise: Lots) -> Rows:
    """24 steps of noise that grows, shrinks, or is largest in the middle."""
    kinds = noise.integers(0, 3, MANY_SERIES)
    along = np.linspace(-1, 1, STEPS)
    sizes = np.exp(0.9 * np.stack([along, -along, 1 - 2 * np.abs(along)]))
    return sizes[kinds] * noise.normal(size=(MANY_SERIES, STEPS)), kinds.astype(float)


SETS: dict[str, Draw] = {
    "crescent": _crescent,
    "chase": _chase,
    "ballots": _ballots,
    "antennas": _antennas,
    "loan": _loan,
    "swing": _swing,
    "harvest": _harvest,
    "slopes": _slopes,
    "loudest": _loudest,
    "levels": _levels,
    "swells": _swells,
}
