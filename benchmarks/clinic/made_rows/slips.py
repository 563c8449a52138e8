"""Sets of the part "slips", by the stranger who chose its kinds of fault."""

import numpy as np

from benchmarks.clinic.made_rows.sizes import FEW, MADE, SHORT, STEPS, Draw, Lots, Rows


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


SETS: dict[str, Draw] = {
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
