"""Made sets of the clinic, each drawn from one generator, and those that scikit-learn carries."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from sklearn.datasets import (
    load_breast_cancer,
    load_diabetes,
    load_digits,
    load_wine,
    make_blobs,
    make_circles,
    make_classification,
    make_friedman1,
    make_friedman2,
    make_friedman3,
    make_gaussian_quantiles,
    make_hastie_10_2,
    make_moons,
    make_swiss_roll,
)

MADE, STEPS = 1500, 24
SHORT, FEW = 20, 12  # steps
MANY, MANY_SERIES = 2400, 1800  # so that two points of the score are more than luck

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, Floats]
Lots = np.random.Generator


def _xor(noise: Lots) -> Rows:
    inputs = noise.uniform(-1, 1, (MADE, 2))
    return inputs, (inputs[:, 0] * inputs[:, 1] > 0).astype(float)


def _checkerboard(noise: Lots) -> Rows:
    places = noise.uniform(0, 4, (MADE, 2))
    return places, np.floor(places).sum(1) % 2


def _hastie(noise: Lots) -> Rows:
    inputs, targets = make_hastie_10_2(MADE, random_state=0)
    return inputs, (targets > 0).astype(float)


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


def _pinwheel(noise: Lots) -> Rows:
    """Five bent arms around the origin, in the plane."""
    arm = noise.integers(0, 5, MADE)
    along, across = 1.0 + 0.3 * noise.normal(size=MADE), 0.08 * noise.normal(size=MADE)
    angle = 2 * np.pi * arm / 5 + 1.5 * along
    turned = [along * np.cos(angle) - across * np.sin(angle)]
    turned.append(along * np.sin(angle) + across * np.cos(angle))
    return np.stack(turned, axis=1), arm.astype(float)


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


def _leavers(noise: Lots) -> Rows:
    """What is known of customers, of odd scales: do they leave? A contract binds some of them, and
    others are bound by how long they stayed; the fee counts beside what is used for it."""
    months = noise.gamma(1.5, 18.0, MANY)
    fee = np.exp(noise.normal(3.4, 0.35, MANY))
    used = np.exp(0.6 * np.log(fee) + noise.normal(0.4, 0.5, MANY))
    used_before = used * np.exp(noise.normal(0, 0.3, MANY))
    calls = noise.poisson(1.5, MANY).astype(float)
    is_bound = (noise.random(MANY) < 0.4).astype(float)
    left = noise.uniform(0, 24, MANY) * is_bound  # months until the contract ends
    age, late = noise.uniform(18, 80, MANY), noise.poisson(0.7, MANY).astype(float)
    wish = 2.4 * np.abs(np.log(fee / used) + 0.4) + 2.5 * np.abs(np.log(used / used_before))
    wish += 0.8 * np.maximum(0, calls - 1) + 0.5 * (age < 35) * (late + 1) - months / 70
    wish = np.where(left > 6, 0.5 * calls - 1.3, wish - 2.4)
    is_leaving = wish + noise.normal(0, 0.1, MANY) > 0
    given = np.stack([months, fee, used, used_before, calls, is_bound, left, age, late], axis=1)
    return given, is_leaving.astype(float)


def _crops(noise: Lots) -> Rows:
    """Soil and weather of fields, wet ones being cool and high ones cold: which of four crops
    grows best? Each has a best value of some of them and suffers on both sides of it."""
    height = noise.gamma(2.0, 250.0, MANY)
    warmth = 24 - 0.008 * height + noise.normal(0, 3, MANY)
    rain = np.exp(6.6 - 0.03 * (warmth - 18) + noise.normal(0, 0.35, MANY))
    acid, clay = noise.normal(6.4, 0.7, MANY), noise.beta(2, 3, MANY)
    nitrogen = 80 * np.exp(0.8 * (clay - 0.4) + noise.normal(0, 0.4, MANY))
    phosphorus, potassium = noise.gamma(4, 8, MANY), noise.gamma(3, 15, MANY)
    given = [warmth, rain, acid, clay, nitrogen, phosphorus, potassium, height]
    scaled = np.stack([warmth, np.log(rain), acid, clay, np.log(nitrogen)], axis=1)
    scaled = (scaled - scaled.mean(0)) / scaled.std(0)
    best = np.array(
        [
            *([0.8, -0.7, 0.3, 0.5, -0.4], [-0.6, 0.6, -0.8, -0.2, 0.2]),
            *([0.2, 0.9, 0.6, -0.6, 0.9], [-0.3, -0.5, 0.7, -0.5, -0.8]),
        ]
    )
    narrow = np.array([[1.2, 0.5, 0.4], [0.3, 1.1, 0.8], [0.9, 0.2, 1.3], [0.4, 0.9, 0.3]])
    narrow = np.hstack([narrow, narrow[:, :0:-1]])
    losses = (narrow * np.square(scaled[:, None] - best)).sum(2)
    losses += noise.normal(0, 0.15, losses.shape)
    losses[:, 0] += 0.03 * np.maximum(0, 30 - phosphorus)
    losses[:, 3] += 0.02 * np.maximum(0, 45 - potassium)
    return np.stack(given, axis=1), losses.argmin(1).astype(float)


def _motors(noise: Lots) -> Rows:
    """Twelve readings of motors under any load, of which vibrations grow with the speed and
    currents with the load: well, or unbalanced, out of line, overheated, or short of a phase?"""
    kinds = noise.choice(5, MANY, p=[0.36, 0.16, 0.16, 0.16, 0.16])
    speed, load = noise.uniform(600, 3000, MANY), noise.uniform(0.2, 1, MANY)
    outside = noise.normal(18, 6, MANY)
    size = np.exp(noise.normal(0, 0.15, (MANY, 3))) * (speed[:, None] / 1500) ** 1.3
    shaken = size * np.array([1.0, 1.0, 0.5])  # across, upwards, along
    shaken[:, :2] *= 1 + 0.8 * (kinds[:, None] == 1)
    shaken[:, 2] *= 1 + 1.2 * (kinds == 2)
    current = 10 * load[:, None] * np.exp(noise.normal(0, 0.05, (MANY, 3)))
    lost = np.eye(3)[noise.integers(0, 3, MANY)] * (kinds[:, None] == 4)
    current *= 1 + lost.sum(1, keepdims=True) * 0.15 - 0.4 * lost
    power = 0.2 * current.sum(1) * np.exp(noise.normal(0, 0.05, MANY))
    warmth = outside + 35 * load**2 + 0.004 * speed + noise.normal(0, 2, MANY) + 11 * (kinds == 3)
    bearing = 0.6 * warmth + 6 * shaken[:, 2] + noise.normal(0, 2, MANY)
    given = np.column_stack([speed, load, outside, shaken, current, power, warmth, bearing])
    return given, kinds.astype(float)


def _urgent(noise: Lots) -> Rows:
    """Nine signs of patients, of whom the ill have several that are off: may they wait, should
    they be seen soon, or at once? By points for each that is too low or too high."""
    illness, age = noise.gamma(1.2, 1.0, MANY), noise.uniform(1, 95, MANY)
    pulse = 75 + 14 * illness + noise.normal(0, 14, MANY)
    upper = 128 + 0.2 * (age - 50) - 9 * illness + noise.normal(0, 18, MANY)
    lower = 0.55 * upper + 10 + noise.normal(0, 7, MANY)
    breaths = 15 + 2.5 * illness + noise.normal(0, 3, MANY)
    oxygen = 100 - np.exp(0.4 * illness + noise.normal(0.3, 0.6, MANY)).clip(0, 25)
    warmth = 36.9 + 0.25 * illness * noise.choice([-1, 1], MANY, p=[0.2, 0.8])
    warmth += noise.normal(0, 0.5, MANY)
    pain = noise.binomial(10, 0.35, MANY).astype(float)
    is_awake = (noise.random(MANY) > 0.05 * illness).astype(float)
    points = np.maximum(0, np.abs(pulse - 72) - 15) / 14 + np.maximum(0, 105 - upper) / 10
    points += np.maximum(0, np.abs(breaths - 15) - 4) / 3 + np.maximum(0, 96 - oxygen) / 2
    points += np.maximum(0, np.abs(warmth - 37) - 0.6) * 2 + 3 * (1 - is_awake)
    points += 0.3 * np.maximum(0, pain - 5) * (age < 60)
    points += noise.normal(0, 0.2, MANY)
    given = np.stack(
        [age, pulse, upper, lower, breaths, oxygen, warmth, pain, is_awake],
        axis=1,
    )
    return given, np.where(points < 1.5, 0.0, np.where(points < 4, 1.0, 2.0))


def _cards(noise: Lots) -> Rows:
    """Fourteen numbers of a payment, half of which tell nothing: is it the owner's? It is odd for
    this owner, not in itself: by sum, hour and way, against what is usual with the card."""
    usual = np.exp(noise.normal(3.5, 0.6, MANY))
    is_stolen = noise.random(MANY) < 0.35
    excess = noise.normal(0, 0.5, MANY) + is_stolen * noise.choice([0.0, 1.8], MANY)
    paid = usual * np.exp(excess)
    rhythm = noise.uniform(8, 20, MANY)  # the hour at which the owner pays, mostly
    hour = rhythm + noise.normal(0, 1.2, MANY)
    hour += is_stolen * noise.choice([-1, 1], MANY) * noise.uniform(2, 6, MANY)
    reach = np.exp(noise.normal(2, 0.7, MANY))
    way = reach * np.exp(noise.normal(-0.5, 0.5, MANY) + 1.6 * is_stolen * (excess < 0.9))
    told = [usual, paid, rhythm, hour, reach, way, np.exp(noise.normal(0.2 * is_stolen, 0.5))]
    rest = [noise.normal(size=MANY), noise.uniform(0, 1, MANY), noise.gamma(2, 50, MANY)]
    rest += [noise.integers(1, 8, MANY), noise.poisson(3, MANY)]
    rest += [0.7 * rest[0] + 0.7 * noise.normal(size=MANY), noise.integers(0, 2, MANY)]
    return np.stack([*told, *rest], axis=1), is_stolen.astype(float)


def _rents(noise: Lots) -> Rows:
    """What flats cost in a month, in thousands: large ones have more rooms, and those near the
    middle are smaller and older; a high floor is worth something only with a lift."""
    way = noise.gamma(2.0, 2.5, MANY)  # to the middle of the town
    area = np.exp(4.0 + 0.03 * way + noise.normal(0, 0.35, MANY))
    rooms = np.maximum(1, np.round(area / 26 + noise.normal(0, 0.6, MANY)))
    age = noise.uniform(0, 110, MANY) * (1 + 1 / (1 + way)) / 2
    floor, has_lift = noise.integers(0, 9, MANY), noise.integers(0, 2, MANY)
    noisy, green = noise.normal(58, 6, MANY), noise.beta(2, 4, MANY)
    state, warmth = noise.integers(1, 6, MANY), np.exp(noise.normal(4.7, 0.3, MANY))
    by_metre = 9 + 9 * np.exp(-way / 4) + 1.2 * state - 0.07 * np.maximum(0, noisy - 58) ** 1.5
    by_metre += 0.0012 * (age - 55) ** 2 + np.where(has_lift, 0.35, -0.45) * floor
    by_metre += 4 * green * (way < 5) - 0.012 * warmth + 25 / np.sqrt(area)
    rent = area * by_metre * np.exp(noise.normal(0, 0.06, MANY)) / 1000
    columns = [way, area, rooms, age, floor, has_lift, noisy, green, state, warmth]
    return np.column_stack(columns), rent


def _vessel(noise: Lots) -> Rows:
    """What a vessel gives of a stuff that forms in it and decays again, by its warmth, time, what
    goes in and what helps, pressure, stirring and a poison: of seven scales."""
    warmth, time = noise.uniform(320, 400, MANY), noise.gamma(4.0, 6.0, MANY)  # kelvin, minutes
    first = np.exp(noise.normal(0, 0.3, MANY))
    second = first * np.exp(noise.normal(0, 0.35, MANY))
    helper, pressure = noise.uniform(0.2, 2, MANY), noise.normal(1.0e5, 1.0e4, MANY)
    stirred, poison = noise.uniform(50, 600, MANY), noise.exponential(0.02, MANY)
    pace = 0.05 * np.exp(4000 * (1 / 360 - 1 / warmth)) * helper / (helper + 0.5)
    pace *= pressure / 1.0e5 * stirred / (stirred + 120) / (1 + 20 * poison)
    decay = 0.012 * np.exp(8000 * (1 / 360 - 1 / warmth))
    ahead, behind = 1.5 * pace * time, decay * time
    given = (np.exp(-behind) - np.exp(-ahead - 0.5 * behind)).clip(0) * np.minimum(first, second)
    columns = [warmth, time, first, second, helper, pressure, stirred, poison]
    return np.stack(columns, axis=1), 100 * given + noise.normal(0, 2.5, MANY)


def _turbines(noise: Lots) -> Rows:
    """What a wind turbine gives in kilowatts: nothing in weak wind, its most in strong one, less
    in the wake of a neighbour, in thin air and with ice; with a neighbour's wind as a witness."""
    wind = 8.5 * noise.weibull(2.2, MANY)
    aside = wind * np.exp(noise.normal(0, 0.12, MANY))  # at a neighbour
    turn = noise.uniform(-np.pi, np.pi, MANY)
    north, east = np.cos(turn), np.sin(turn)
    warmth, damp = noise.normal(8, 8, MANY), noise.beta(5, 2, MANY)
    pressure = noise.normal(1005, 10, MANY)
    gusts, since = np.exp(noise.normal(-2, 0.35, MANY)), noise.exponential(60, MANY)
    yaw, battery = noise.normal(0, 7, MANY), noise.normal(24, 0.5, MANY)
    thick = pressure / 1005 * 288 / (280 + warmth)
    caught = wind * thick ** (1 / 3) * np.cos(np.radians(2 * yaw))
    caught *= 1 - 0.3 * np.exp(-0.5 * ((turn - 0.8) / 0.4) ** 2)  # a wake
    caught *= 1 - 0.2 / (1 + np.exp(warmth)) * (damp > 0.7)  # ice
    given = 2000 / (1 + np.exp(-0.9 * (caught - 8.5 - 3 * (gusts - 0.14))))
    columns = [wind, aside, north, east, warmth, damp, pressure, gusts, since, yaw, battery]
    return np.stack(columns, axis=1), given * (1 - since / 2000) + noise.normal(0, 60, MANY)


def _bursts(noise: Lots) -> Rows:
    """24 steps of noise with a burst of nine, anywhere and from any phase, that comes back after
    two, three or five steps, or a bump in its place that does not come back."""
    kinds, places = noise.integers(0, 4, MANY_SERIES), noise.integers(0, STEPS - 8, MANY_SERIES)
    along = np.arange(9)
    turns = along / np.array([2.0, 3.0, 5.0, 18.0])[kinds][:, None]
    phases = noise.choice([0.25, 0.75], (MANY_SERIES, 1)) * (kinds[:, None] != 3)
    signs = noise.choice([-1.0, 1.0], (MANY_SERIES, 1))
    bursts = signs * np.sin(2 * np.pi * (turns + phases))
    steps = noise.normal(0, 0.75, (MANY_SERIES, STEPS))
    np.put_along_axis(
        steps,
        places[:, None] + along,
        np.take_along_axis(steps, places[:, None] + along, 1) + 1.5 * bursts,
        axis=1,
    )
    return steps, kinds.astype(float)


def _thermostat(noise: Lots) -> Rows:
    """24 steps of a warmth that comes back to its middle: is the heater on in the end? It goes on
    below one bound, off above another, and stays as it was between them."""
    warmth = np.zeros((MANY_SERIES, STEPS))
    warmth[:, 0] = noise.normal(size=MANY_SERIES)
    for step in range(1, STEPS):
        warmth[:, step] = 0.3 * warmth[:, step - 1] + 0.9 * noise.normal(size=MANY_SERIES)
    is_on = warmth[:, 0] < 0
    for now in warmth.T:
        is_on = np.where(now < -1.2, True, np.where(now > 1.2, False, is_on))
    return warmth, is_on.astype(float)


def _asked(noise: Lots) -> Rows:
    """20 steps of a number around a level, and a mark that one step has: does its number lie below
    the level of its row, near it, or above?"""
    levels = noise.normal(0, 0.7, (MANY_SERIES, 1))
    numbers = levels + noise.normal(0, 0.6, (MANY_SERIES, SHORT))
    kinds, places = noise.integers(0, 3, MANY_SERIES), noise.integers(0, SHORT, MANY_SERIES)
    every, marks = np.arange(MANY_SERIES), np.zeros((MANY_SERIES, SHORT))
    marks[every, places] = 1.0
    numbers[every, places] = levels[:, 0] + 1.4 * (kinds - 1.0)
    numbers[every, places] += noise.normal(0, 0.3, MANY_SERIES)
    return np.stack([numbers, marks], axis=2).reshape(MANY_SERIES, -1), kinds.astype(float)


def _ferries(noise: Lots) -> Rows:
    """A ship and a harbour, of seven scales: can it enter at this tide, wait outside, or must it
    turn away? By the water under its keel, its length against the basin, and wind from aside."""
    length = noise.uniform(40, 220, MANY)
    draught = 2.0 + 0.02 * length + noise.normal(0, 0.8, MANY)
    depth, tide = noise.uniform(4, 9, MANY), noise.uniform(-2, 2, MANY)
    basin = noise.uniform(120, 400, MANY)
    wind, angle = noise.gamma(3, 4, MANY), noise.uniform(0, np.pi, MANY)
    spare = depth + tide - draught - 0.05 * wind * np.sin(angle)
    is_too_long = length > 0.7 * basin
    spare += noise.normal(0, 0.1, MANY)
    is_later = depth + 2 - draught > 0.5
    kinds = np.where(is_too_long | ~is_later, 2.0, np.where(spare > 0.5, 0.0, 1.0))
    return np.stack([length, draught, depth, tide, basin, wind, angle], axis=1), kinds


def _recipes(noise: Lots) -> Rows:
    """Grams of six things in a bowl of any size: bread, cake, pancakes or biscuits? By what there
    is of each for a gram of flour."""
    kinds = noise.integers(0, 4, MANY)
    shares = np.array(  # water or milk, fat, sugar, eggs, raising agent
        [
            *([0.62, 0.05, 0.04, 0.06, 0.020], [0.50, 0.45, 0.55, 0.50, 0.025]),
            *([1.10, 0.15, 0.12, 0.45, 0.018], [0.14, 0.40, 0.42, 0.14, 0.012]),
        ]
    )[kinds]
    flour = np.exp(noise.normal(5.7, 0.7, (MANY, 1)))
    grams = flour * shares * np.exp(noise.normal(0, 0.55, shares.shape))
    return np.hstack([flour, grams]), kinds.astype(float)


def _offices(noise: Lots) -> Rows:
    """Eight answers of a questionnaire, each one of a few: to which of three offices does it go?
    By the first two together, but for some people by others."""
    answers = noise.integers(0, 3, (MANY, 8)).astype(float)
    by_table = np.array([[0, 1, 2], [1, 2, 0], [1, 0, 2]])
    first, second = answers[:, 0].astype(int), answers[:, 1].astype(int)
    kinds = by_table[first, second]
    kinds = np.where((answers[:, 2] == 2) & (answers[:, 3] > 0), 2, kinds)
    kinds = np.where((answers[:, 4] == 0) & (answers[:, 5] == 0), 1, kinds)
    is_odd = noise.random(MANY) < 0.04
    kinds[is_odd] = noise.integers(0, 3, is_odd.sum())
    return answers, kinds.astype(float)


def _sectors(noise: Lots) -> Rows:
    """Seven readings that hang on a place in the plane, bent: in which of six sectors is it?"""
    places = noise.normal(size=(MANY, 2))
    angle = np.arctan2(places[:, 1], places[:, 0])
    turned = angle + 0.6 * np.linalg.norm(places, axis=1)  # sectors are bent around the middle
    sectors = np.floor(6 * ((turned + np.pi) / (2 * np.pi) % 1.0))
    seen = np.tanh(0.7 * places @ noise.normal(size=(2, 7)) + noise.normal(size=7))
    return seen + noise.normal(0, 0.03, seen.shape), sectors


def _rivals(noise: Lots) -> Rows:
    """What two teams did in ten games, counted, at home or away: does the first one win?"""
    strength = noise.gamma(6, 0.25, (MANY, 4))  # attack and defence of both
    counts = noise.poisson(10 * strength).astype(float)
    is_home = noise.integers(0, 2, MANY)
    rested = noise.poisson(3, (MANY, 2)).astype(float)
    goals = counts[:, :2] / (5 + counts[:, 3:1:-1])
    ahead = np.log(goals[:, 0] / goals[:, 1].clip(0.05) + 0.05)
    ahead += np.where(is_home == 1, 0.35, -0.35) + 0.5 * (np.minimum(rested, 3) @ [1, -1]) / 3
    wins = ahead + noise.normal(0, 0.12, MANY) > 0
    return np.column_stack([counts, is_home, rested]), wins.astype(float)


def _queues(noise: Lots) -> Rows:
    """How many people stand in line, counted: by how many come in an hour, how long each takes,
    how many counters are open, how long they have been so, and weather that tells nothing."""
    coming, taken = noise.uniform(10, 90, MANY), noise.uniform(1, 6, MANY)  # an hour; minutes
    counters, hours = noise.integers(1, 7, MANY), noise.uniform(0.2, 3, MANY)
    served = 60 * counters / taken
    load = coming / served
    waiting = np.where(load > 1, (coming - served) * hours, 0.0)
    waiting += 6 * np.minimum(load, 1) ** 4
    counted = noise.poisson(np.minimum(waiting, 60))
    given = np.column_stack([coming, taken, counters, hours, noise.normal(12, 7, MANY)])
    return given, counted.astype(float)


def _commutes(noise: Lots) -> Rows:
    """Minutes of a way to work, by the faster of two: by road, slow in rush hours and in rain, or
    by rail, with changes and a walk; of mixed scales."""
    way = noise.gamma(3.0, 5.0, MANY)  # kilometres
    hour, rain = noise.uniform(5, 12, MANY), noise.exponential(1.0, MANY)
    lights, changes = noise.poisson(0.6 * way), noise.integers(0, 3, MANY)
    walk = noise.uniform(100, 2000, MANY)  # metres
    crowd = np.exp(-0.5 * (hour - 8) ** 2)
    road = 60 * way / (65 - 30 * crowd - 5 * np.minimum(rain, 3)) + 0.5 * lights + 4
    rail = 60 * way / 75 + 7 * changes + walk / 80 + 6
    minutes = np.minimum(road, rail) * np.exp(noise.normal(0, 0.06, MANY))
    return np.column_stack([way, hour, rain, lights, changes, walk]), minutes


def _pulleys(noise: Lots) -> Rows:
    """How fast two weights over a wheel move after a time, in which direction, unless friction
    holds them: by both weights, the wheel's, the friction and the time."""
    weights, wheel = noise.uniform(1, 4, (MANY, 2)), noise.uniform(0.2, 3, MANY)
    friction, time = noise.uniform(0, 6, MANY), noise.uniform(0.5, 2, MANY)
    pull = 9.81 * (weights[:, 0] - weights[:, 1])
    moving = np.sign(pull) * np.maximum(0, np.abs(pull) - friction)
    speed = time * moving / (weights.sum(1) + wheel / 2)
    given = np.column_stack([weights, wheel, friction, time])
    return given, speed + noise.normal(0, 0.4, MANY)


def _hooks(noise: Lots) -> Rows:
    """24 steps of noise with one climb of six steps, anywhere: does it fall back at once, slowly,
    or go below where it began?"""
    ends = np.array([[1, 2, 3, 0, 0, 0], [1, 2, 3, 2, 1, 0], [1, 2, 3, 0, -2, -1]])
    kinds, places = noise.integers(0, 3, MADE), noise.integers(0, STEPS - 5, MADE)
    steps = noise.normal(0, 0.5, (MADE, STEPS))
    for step in range(6):
        steps[np.arange(MADE), places + step] += 0.9 * ends[kinds, step]
    return steps, kinds.astype(float)


def _since(noise: Lots) -> Rows:
    """12 steps of a number and a mark, which some of them have: about what do the numbers come
    to, from the last mark on?"""
    numbers = noise.normal(size=(MADE, FEW))
    marks = (noise.random((MADE, FEW)) < 0.3).astype(float)
    total = np.zeros(MADE)
    for number, mark in zip(numbers.T, marks.T, strict=True):
        total = np.where(mark == 1, number, total + number)
    steps = np.stack([numbers, marks], axis=2).reshape(MADE, -1)
    return steps, total + noise.normal(0, 0.2, MADE)


def _witness(noise: Lots) -> Rows:
    """12 steps of two numbers: is the second one above 0 where the first one has its peak?"""
    numbers, seconds = noise.normal(0, 0.7, (2, MADE, FEW))
    every, places = np.arange(MADE), noise.integers(0, FEW, MADE)
    numbers[every, places] += 3.0
    is_above = noise.integers(0, 2, MADE)
    seconds[every, places] = (2.0 * is_above - 1.0) * np.abs(noise.normal(1.2, 0.6, MADE))
    steps = np.stack([numbers, seconds], axis=2).reshape(MADE, -1)
    return steps, is_above.astype(float)


def _batteries(noise: Lots) -> Rows:
    """Eight readings of a battery at any warmth and charge: is it good, worn, or about to fail?
    Its resistance tells, as far as cold and a low charge do not raise it too."""
    cycles, warmth = noise.gamma(2.5, 200.0, MADE), noise.normal(18, 9, MADE)
    charge, load = noise.uniform(0.15, 1, MADE), noise.gamma(3, 1.5, MADE)
    stored = noise.exponential(1.0, MADE)  # years
    wear = cycles / 700 + 0.35 * stored + noise.normal(0, 0.25, MADE)
    leaks = noise.exponential(0.4, MADE)
    resistance = 30 * (1 + 0.9 * wear) * np.exp(0.02 * (25 - warmth)) / (0.4 + 0.6 * charge)
    resistance *= np.exp(noise.normal(0, 0.05, MADE))
    voltage = 3.3 + 0.8 * charge - resistance * load / 1000 + noise.normal(0, 0.01, MADE)
    selfheat = warmth + 0.02 * resistance * load + 2 * leaks + noise.normal(0, 0.6, MADE)
    state = wear + 0.8 * np.maximum(0, leaks - 0.4) + noise.normal(0, 0.08, MADE)
    kinds = np.where(state < 0.9, 0.0, np.where(state < 1.5, 1.0, 2.0))
    given = [cycles, warmth, charge, load, stored, resistance, voltage, selfheat]
    return np.stack(given, axis=1), kinds


def _auctions(noise: Lots) -> Rows:
    """Ten numbers of a bid, of odd scales: does it win? By what others may pay, which hangs on how
    many they are, on the thing's age and state together, and on the hour that is left."""
    worth, bid = np.exp(noise.normal(5, 0.8, MADE)), noise.normal(0, 0.45, MADE)
    others, left = noise.poisson(4, MADE).astype(float), noise.exponential(8, MADE)
    age, state = noise.gamma(2, 10, MADE), noise.integers(1, 6, MADE)
    views, pictures = noise.poisson(60, MADE), noise.integers(0, 9, MADE)
    fame, postage = noise.beta(4, 1, MADE), noise.gamma(2, 4, MADE)
    rivals = 0.25 * np.log1p(others) - 0.45 + 0.01 * (views - 60)
    rivals += np.where(state >= 4, 0.008, -0.012) * (age - 20) + 0.25 * np.exp(-left / 3)
    rivals += 0.5 * (fame - 0.8) - 0.2 * (pictures < 2)
    is_won = bid - rivals + noise.normal(0, 0.12, MADE) > 0
    paid = worth * np.exp(bid)
    given = [worth, paid, others, left, age, state, views, pictures, fame, postage]
    return np.column_stack(given), is_won.astype(float)


def _glazes(noise: Lots) -> Rows:
    """Twelve parts of a glaze and the heat of its kiln: does it come out matt, glossy, crackled or
    run? By the shares of what melts and what stiffens, at this heat."""
    parts = noise.gamma(np.array([9, 4, 2, 2, 2, 1.5, 1.5, 1, 1, 1, 1]), 1.0, (MADE, 11))
    shares = parts / parts.sum(1, keepdims=True)
    heat = noise.normal(1220, 35, MADE)
    melts = shares[:, 2] + shares[:, 3] + 1.5 * shares[:, 4] + (heat - 1220) / 300
    stiff = shares[:, 1] + 0.5 * shares[:, 5] * (shares[:, 6] > 0.04)
    grows = 2.0 * (shares[:, 3] + shares[:, 7]) - shares[:, 8]
    grows += noise.normal(0, 0.03, MADE)
    flow = melts - 1.2 * stiff + noise.normal(0, 0.03, MADE)
    kinds = np.where(flow > 0.2, 3.0, np.where(grows > 0.33, 2.0, np.where(flow < 0.04, 0.0, 1.0)))
    return np.column_stack([100 * shares, heat]), kinds


def _hikes(noise: Lots) -> Rows:
    """Hours of a walk: by its length, its climbs and falls, what is carried, the slowest one's age,
    the path, the group and the heat; steep falls are as slow as climbs, and rests add up."""
    way, climb = noise.gamma(4, 3.0, MADE), noise.gamma(2, 250.0, MADE)
    fall = climb * np.exp(noise.normal(0, 0.4, MADE))
    carried, age = noise.uniform(2, 20, MADE), noise.uniform(12, 75, MADE)
    path, group = noise.integers(0, 4, MADE), noise.integers(1, 12, MADE)
    heat = noise.normal(18, 8, MADE)
    pace = 5.2 * np.exp(-0.0004 * (age - 32) ** 2) / (1 + 0.15 * path)
    hours = way / pace + climb / (650 - 15 * carried)
    hours += np.where(fall > 60 * way, fall / 700, fall / 2500)
    hours *= 1 + 0.02 * np.maximum(0, heat - 22)
    hours += 0.05 * group * np.floor(hours / 2)
    given = np.column_stack([way, climb, fall, carried, age, path, group, heat])
    return given, hours * np.exp(noise.normal(0, 0.07, MADE))


def _rivers(noise: Lots) -> Rows:
    """How high a river stands under a bridge: by rain of today and before, the size and slope of
    what it drains, forest, snow that melts in warm rain, and what a dam holds back until it is
    full."""
    rain, before = noise.exponential(12, MADE), noise.exponential(25, MADE)
    drained, slope = np.exp(noise.normal(4, 0.6, MADE)), noise.gamma(3, 0.02, MADE)
    forest, snow = noise.beta(2, 2, MADE), noise.exponential(20, MADE) * noise.integers(0, 2, MADE)
    warmth, filled = noise.normal(6, 6, MADE), noise.uniform(0, 1, MADE)
    wet = before / (before + 20)
    runs = rain * (0.2 + 0.7 * wet) * (1 - 0.5 * forest)
    runs += np.minimum(snow, 1.5 * np.maximum(0, warmth) * (rain > 5))
    flow = runs * drained**0.8 * (0.5 + 4 * slope)
    flow -= np.minimum(flow, 250 * (1 - filled))
    height = (flow + 8) ** 0.4 * np.exp(noise.normal(0, 0.08, MADE))
    given = [rain, before, drained, slope, forest, snow, warmth, filled]
    return np.stack(given, axis=1), height


def _gallops(noise: Lots) -> Rows:
    """24 steps of noise with two beats, anywhere, the second one the louder: two, three or four
    steps after the first?"""
    kinds, places = noise.integers(0, 3, MADE), noise.integers(0, STEPS - 4, MADE)
    steps = noise.normal(0, 0.6, (MADE, STEPS))
    every = np.arange(MADE)
    steps[every, places] += 2.2
    steps[every, places + 2 + kinds] += 3.0
    return steps, kinds.astype(float)


def _streaks(noise: Lots) -> Rows:
    """12 steps that like to stay on their side of 0, and about how much comes together in the
    streak above 0 that they end with, or in half of the one before it."""
    steps = noise.normal(size=(MADE, FEW))
    for step in range(1, FEW):
        steps[:, step] = 0.6 * steps[:, step - 1] + 0.8 * steps[:, step]
    now, before = np.zeros((2, MADE))
    for step in steps.T:
        is_over = (step <= 0) & (now > 0)
        before = np.where(is_over, now, before)
        now = np.where(step > 0, now + step, 0.0)
    return steps, np.where(now > 0, now, before / 2) + noise.normal(0, 0.25, MADE)


def _records(noise: Lots) -> Rows:
    """12 steps of a number: how often is it clearly above all before it: once at most, twice, or
    more often?"""
    steps = noise.normal(size=(MADE, FEW)) + 0.08 * np.arange(FEW)
    highest, counts = steps[:, 0].copy(), np.zeros(MADE)
    for step in steps[:, 1:].T:
        counts += step > highest + 0.1
        highest = np.maximum(highest, step)
    seen = steps + noise.normal(0, 0.05, steps.shape)
    return seen, np.clip(counts - 1, 0, 2)


def _tempers(noise: Lots) -> Rows:
    """20 steps of noise around a mood that rises, falls, or turns in the middle, up or down."""
    kinds, along = noise.integers(0, 4, MADE), np.linspace(-1, 1, SHORT)
    bent = 1 - 2 * np.abs(along)
    moods = np.stack([along, -along, bent, -bent])[kinds]
    size = noise.uniform(0.5, 1.5, (MADE, 1))
    level = noise.normal(0, 0.7, (MADE, 1))
    return level + size * moods + noise.normal(0, 0.8, moods.shape), kinds.astype(float)


SETS: dict[str, Callable[[Lots], Rows]] = {
    "circles": lambda _: make_circles(MADE, noise=0.1, factor=0.5, random_state=0),
    "moons": lambda _: make_moons(MADE, noise=0.2, random_state=0),
    "blobs": lambda _: make_blobs(MADE, centers=4, cluster_std=2.0, random_state=0)[:2],
    "shells": lambda _: make_gaussian_quantiles(
        n_samples=MADE, n_features=4, n_classes=3, random_state=0
    ),
    "clusters": lambda _: make_classification(
        MADE, 10, n_informative=5, n_classes=3, random_state=0
    ),
    "friedman": lambda _: make_friedman1(MADE, noise=1.0, random_state=0),
    "impedance": lambda _: make_friedman2(MADE, noise=80.0, random_state=0),
    "phase": lambda _: make_friedman3(MADE, noise=0.1, random_state=0),
    "swiss_roll": lambda _: make_swiss_roll(MADE, noise=0.3, random_state=0),
    "digits": lambda _: load_digits(return_X_y=True),
    "breast_cancer": lambda _: load_breast_cancer(return_X_y=True),
    "diabetes": lambda _: load_diabetes(return_X_y=True),
    "cultivars": lambda _: load_wine(return_X_y=True),
    "xor": _xor,
    "checkerboard": _checkerboard,
    "hastie": _hastie,
    "spirals": _spirals,
    "waves": _waves,
    "chirps": _chirps,
    "bumps": _bumps,
    "pinwheel": _pinwheel,
    "folds": _folds,
    "band": _band,
    "petals": _petals,
    "saddle": _saddle,
    "staircase": _staircase,
    "pulses": _pulses,
    "latest": _latest,
    "highest": _highest,
    "dunes": _dunes,
    "largest": _largest,
    "lens": _lens,
    "peaks": _peaks,
    "pull": _pull,
    "shapes": _shapes,
    "steepest": _steepest,
    "balance": _balance,
    "ripples": _ripples,
    "motifs": _motifs,
    "turns": _turns,
    "tides": _tides,
    "triangle": _triangle,
    "intervals": _intervals,
    "throw": _throw,
    "growth": _growth,
    "leads": _leads,
    "grain": _grain,
    "knocks": _knocks,
    "reservoir": _reservoir,
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
    "orbits": _orbits,
    "quilt": _quilt,
    "pairs": _pairs,
    "tickets": _tickets,
    "beams": _beams,
    "wells": _wells,
    "echoes": _echoes,
    "marked": _marked,
    "sides": _sides,
    "leavers": _leavers,
    "crops": _crops,
    "motors": _motors,
    "urgent": _urgent,
    "cards": _cards,
    "rents": _rents,
    "vessel": _vessel,
    "turbines": _turbines,
    "bursts": _bursts,
    "thermostat": _thermostat,
    "asked": _asked,
    "ferries": _ferries,
    "recipes": _recipes,
    "offices": _offices,
    "sectors": _sectors,
    "rivals": _rivals,
    "queues": _queues,
    "commutes": _commutes,
    "pulleys": _pulleys,
    "hooks": _hooks,
    "since": _since,
    "witness": _witness,
    "batteries": _batteries,
    "auctions": _auctions,
    "glazes": _glazes,
    "hikes": _hikes,
    "rivers": _rivers,
    "gallops": _gallops,
    "streaks": _streaks,
    "records": _records,
    "tempers": _tempers,
}
