"""Sets of the part "taxonomy", by the stranger who chose its kinds of fault."""

import numpy as np

from benchmarks.clinic.made_rows.sizes import MADE, STEPS, Draw, Lots, Rows


def _triangle(noise: Lots) -> Rows:
    """Three lengths: do they make no triangle, an acute or an obtuse one?"""
    lengths = noise.uniform(0.2, 1, (MADE, 3))
    short, middle, long = np.sort(lengths, axis=1).T
    is_acute = long**2 < short**2 + middle**2
    return lengths, np.where(long > short + middle, 0.0, np.where(is_acute, 1.0, 2.0))


def _intervals(noise: Lots) -> Rows:
    """Middles and widths of two intervals: apart, overlapping, or one inside of the other?"""
    middles, widths = noise.uniform(0, 3, (MADE, 2)), noise.uniform(0.2, 3, (MADE, 2))
    apart = np.abs(middles[:, 0] - middles[:, 1])
    is_inside = apart < np.abs(widths[:, 0] - widths[:, 1]) / 2
    kinds = np.where(apart > widths.sum(1) / 2, 0.0, np.where(is_inside, 2.0, 1.0))
    return np.hstack([middles, widths]), kinds


def _throw(noise: Lots) -> Rows:
    """Angle and speed of a throw, distance and height of a wall: does it fly over?"""
    angle, speed = noise.uniform(0.4, 1.3, MADE), noise.uniform(8, 16, MADE)
    distance, height = noise.uniform(2, 12, MADE), noise.uniform(0, 5, MADE)
    fall = 9.81 * distance**2 / (2 * (speed * np.cos(angle)) ** 2)
    is_over = distance * np.tan(angle) - fall > height
    return np.stack([angle, speed, distance, height], axis=1), is_over.astype(float)


def _growth(noise: Lots) -> Rows:
    """Where a growth that levels off stands: by its limit, its pace, its middle and the time."""
    limit, pace = noise.uniform(1, 3, MADE), noise.uniform(0.5, 4, MADE)
    middle, time = noise.uniform(-1, 1, MADE), noise.uniform(-2, 2, MADE)
    size = limit / (1 + np.exp(-pace * (time - middle)))
    return np.stack([limit, pace, middle, time], axis=1), size + noise.normal(0, 0.1, MADE)


def _leads(noise: Lots) -> Rows:
    """24 steps of two signals, a bump in each: does the first lead, follow, or come with it?"""
    kinds, places = noise.integers(0, 3, MADE), noise.uniform(4, STEPS - 5, MADE)
    middles = np.stack([places, places + 2.5 * (kinds - 1.0)], axis=1)
    signal = 2 * np.exp(-0.5 * (np.arange(STEPS)[:, None] - middles[:, None]) ** 2)
    steps = signal + noise.normal(0, 0.5, signal.shape)
    return steps.reshape(MADE, -1), kinds.astype(float)


def _grain(noise: Lots) -> Rows:
    """24 steps of noise of one size that goes on, turns back, or does neither from step to step."""
    kinds = noise.integers(0, 3, MADE)
    memory = 0.8 * (kinds - 1.0)
    steps = noise.normal(size=(MADE, STEPS))
    for step in range(1, STEPS):
        steps[:, step] = memory * steps[:, step - 1] + np.sqrt(1 - memory**2) * steps[:, step]
    return steps, kinds.astype(float)


def _knocks(noise: Lots) -> Rows:
    """24 steps of noise with one to four knocks: how many?"""
    counts = noise.integers(1, 5, MADE)
    steps = noise.normal(0, 0.3, (MADE, STEPS))
    places = np.stack([noise.permutation(STEPS)[:4] for _ in range(MADE)])
    for knock in range(4):
        steps[np.arange(MADE), places[:, knock]] += 2.0 * (knock < counts)
    return steps, counts - 1.0


def _reservoir(noise: Lots) -> Rows:
    """24 flows in and out of what holds 0 to 3, and what it holds in the end."""
    flows = noise.normal(size=(MADE, STEPS))
    held = np.full(MADE, 1.5)
    for flow in flows.T:
        held = (held + flow).clip(0, 3)
    return flows, held


SETS: dict[str, Draw] = {
    "triangle": _triangle,
    "intervals": _intervals,
    "throw": _throw,
    "growth": _growth,
    "leads": _leads,
    "grain": _grain,
    "knocks": _knocks,
    "reservoir": _reservoir,
}
