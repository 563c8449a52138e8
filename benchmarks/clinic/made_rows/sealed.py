"""Sets of the sealed part."""

import numpy as np

from benchmarks.clinic.made_rows.sizes import MADE, STEPS, Draw, Lots, Rows


def _spirals(noise: Lots) -> Rows:
    """Two arms of one and a half turns, in the plane."""
    arm = noise.integers(0, 2, MADE)
    turn = 0.3 + 3 * np.pi * np.sqrt(noise.random(MADE))
    angle = turn + np.pi * arm
    places = np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1)
    return places + noise.normal(0, 0.4, places.shape), arm.astype(float)


def _waves(noise: Lots) -> Rows:
    """24 steps of a sine of two, three or four periods, from any phase, in noise."""
    periods = noise.integers(2, 5, MADE)
    phase = noise.uniform(0, 2 * np.pi, (MADE, 1))
    steps = np.arange(STEPS) / STEPS
    signal = np.sin(2 * np.pi * periods[:, None] * steps + phase)
    return signal + noise.normal(0, 0.6, signal.shape), periods - 2.0


SETS: dict[str, Draw] = {
    "spirals": _spirals,
    "waves": _waves,
}
