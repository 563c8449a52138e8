"""Sets of the part "pitfalls", by the stranger who chose its kinds of fault."""

import numpy as np

from benchmarks.clinic.made_rows.sizes import FEW, MADE, MANY, STEPS, Draw, Lots, Rows


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


SETS: dict[str, Draw] = {
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
}
