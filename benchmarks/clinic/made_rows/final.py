"""Sets on which is scored what the last part taught."""

import numpy as np
from sklearn.datasets import make_friedman3, make_hastie_10_2, make_swiss_roll

from benchmarks.clinic.made_rows.sizes import MADE, STEPS, Draw, Lots, Rows


def _hastie(noise: Lots) -> Rows:
    inputs, targets = make_hastie_10_2(MADE, random_state=0)
    return inputs, (targets > 0).astype(float)


def _pinwheel(noise: Lots) -> Rows:
    """Five bent arms around the origin, in the plane."""
    arm = noise.integers(0, 5, MADE)
    along, across = 1.0 + 0.3 * noise.normal(size=MADE), 0.08 * noise.normal(size=MADE)
    angle = 2 * np.pi * arm / 5 + 1.5 * along
    turned = [along * np.cos(angle) - across * np.sin(angle)]
    turned.append(along * np.sin(angle) + across * np.cos(angle))
    return np.stack(turned, axis=1), arm.astype(float)


def _ripples(noise: Lots) -> Rows:
    """A number that swings with one of three inputs and hangs on the others together."""
    places = noise.uniform(-2, 2, (MADE, 3))
    heights = np.sin(2 * places[:, 0]) + 0.5 * places[:, 1] * places[:, 2]
    return places, heights + noise.normal(0, 0.1, MADE)


def _motifs(noise: Lots) -> Rows:
    """24 steps of noise with one of four shapes of five steps, anywhere."""
    shapes = np.array([[0, 2, 0, -2, 0], [0, 2, 2, 2, 0], [0, -2, -2, -2, 0], [0, -2, 0, 2, 0]])
    kinds, places = noise.integers(0, 4, MADE), noise.integers(0, STEPS - 4, MADE)
    steps = noise.normal(0, 0.4, (MADE, STEPS))
    for step in range(5):
        steps[np.arange(MADE), places + step] += shapes[kinds, step]
    return steps, kinds.astype(float)


def _turns(noise: Lots) -> Rows:
    """24 steps of noise with one mark above and one below 0: which of them comes first?"""
    steps = noise.normal(0, 0.3, (MADE, STEPS))
    places = np.stack([noise.permutation(STEPS)[:2] for _ in range(MADE)])
    for mark, place in zip((2.0, -2.0), places.T, strict=True):
        steps[np.arange(MADE), place] += mark
    return steps, (places[:, 0] < places[:, 1]).astype(float)


def _tides(noise: Lots) -> Rows:
    """24 steps of two sines of 12 and 7 steps, from any phase, in noise, and the step after."""
    steps = np.arange(STEPS + 1)
    phases = noise.uniform(0, 2 * np.pi, (2, MADE, 1))
    sizes = noise.uniform(0.5, 1.5, (2, MADE, 1))
    waves = np.sin(2 * np.pi * steps / np.array([12.0, 7.0])[:, None, None] + phases)
    signal = (sizes * waves).sum(0) + noise.normal(0, 0.1, (MADE, STEPS + 1))
    return signal[:, :-1].copy(), signal[:, -1].copy()


SETS: dict[str, Draw] = {
    "phase": lambda _: make_friedman3(MADE, noise=0.1, random_state=0),
    "swiss_roll": lambda _: make_swiss_roll(MADE, noise=0.3, random_state=0),
    "hastie": _hastie,
    "pinwheel": _pinwheel,
    "ripples": _ripples,
    "motifs": _motifs,
    "turns": _turns,
    "tides": _tides,
}
