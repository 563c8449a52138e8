"""Sets of the part "lessons", by the stranger who chose its kinds of fault."""

import numpy as np

from benchmarks.clinic.made_rows.sizes import MANY, MANY_SERIES, SHORT, STEPS, Draw, Lots, Rows


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


SETS: dict[str, Draw] = {
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
}
