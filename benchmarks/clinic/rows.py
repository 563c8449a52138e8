"""The data sets of the clinic: made ones, those that scikit-learn carries, and real ones."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
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
from torch import Tensor

from benchmarks.clinic import literature_rows
from benchmarks.clinic.case import Case

REGRESSION = (
    *(
        "diabetes",
        "friedman",
        "concrete",
        "wine",
        "energy",
        "california",
        "bike_sharing",
        "sunspots",
        "impedance",
        "temperatures",
        "swiss_roll",
        "phase",
        "diamonds",
        "tides",
        "ripples",
        "saddle",
        "staircase",
        "texas",
        "highest",
    ),
    *literature_rows.NUMBERS,
)
MADE, STEPS = 1500, 24
MOST_ROWS, FEWER = 5000, 3000  # of a set on disk
# Settings of a case that say which rows there are, beside its set and seed.
OF_ROWS = (
    *("standardise", "standardise_target", "spread", "target_scale", "label_noise"),
    *("validation_noise", "rarest", "missing", "rows", "impute", "input_factor", "judged_factor"),
    *("mistaken", "bound", "leak", "shifted"),
)
FOLDER = Path()  # of the real sets; set once by the command

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """Rows of one role: inputs float32 [N, F], targets int64 [N] or float32 [N]."""

    inputs: Tensor
    targets: Tensor


@dataclass(frozen=True)
class Data:
    """Learning, validation and test rows. classes: 0 for a regression. sides: (steps, channels) of
    a row, for networks that read it as a sequence. undivided: too few rows to be parted, so that
    all three are the same."""

    learn: Part
    validation: Part
    test: Part
    classes: int
    sides: tuple[int, int]
    target_spread: float
    undivided: bool = False


@cache
def _drawn(name: str) -> tuple[Floats, Floats]:
    """All rows of a set, as they are."""
    noise = np.random.default_rng(0)
    if name == "circles":
        return make_circles(MADE, noise=0.1, factor=0.5, random_state=0)
    if name == "moons":
        return make_moons(MADE, noise=0.2, random_state=0)
    if name == "blobs":
        return make_blobs(MADE, centers=4, cluster_std=2.0, random_state=0)[:2]
    if name == "xor":
        inputs = noise.uniform(-1, 1, (MADE, 2))
        return inputs, (inputs[:, 0] * inputs[:, 1] > 0).astype(float)
    if name == "friedman":
        return make_friedman1(MADE, noise=1.0, random_state=0)
    if name == "digits":
        return load_digits(return_X_y=True)
    if name == "breast_cancer":
        return load_breast_cancer(return_X_y=True)
    if name == "diabetes":
        return load_diabetes(return_X_y=True)
    if name == "spirals":
        return _spirals(noise)
    if name == "waves":
        return _waves(noise)
    if name == "fashion":
        return _images()
    if name == "sunspots":
        return _windows("sunspots/sunspots_monthly.csv", 2)
    if name == "temperatures":
        return _windows("daily_min_temperatures/daily_min_temperatures.csv", 3)
    if name == "checkerboard":
        places = noise.uniform(0, 4, (MADE, 2))
        return places, np.floor(places).sum(1) % 2
    if name == "shells":
        return make_gaussian_quantiles(n_samples=MADE, n_features=4, n_classes=3, random_state=0)
    if name == "impedance":
        return make_friedman2(MADE, noise=80.0, random_state=0)
    if name == "clusters":
        return make_classification(MADE, 10, n_informative=5, n_classes=3, random_state=0)
    if name == "cultivars":
        return load_wine(return_X_y=True)
    if name == "chirps":
        return _chirps(noise)
    if name == "bumps":
        return _bumps(noise)
    if name == "hastie":
        inputs, targets = make_hastie_10_2(MADE, random_state=0)
        return inputs, (targets > 0).astype(float)
    if name == "swiss_roll":
        return make_swiss_roll(MADE, noise=0.3, random_state=0)
    if name == "phase":
        return make_friedman3(MADE, noise=0.1, random_state=0)
    if name in _DRAWN:
        return _DRAWN[name](noise)
    if name == "ripples":
        return _ripples(noise)
    if name == "pinwheel":
        return _pinwheel(noise)
    if name == "motifs":
        return _motifs(noise)
    if name == "tides":
        return _tides(noise)
    if name == "turns":
        return _turns(noise)
    if name == "vowels":
        return _vowels()
    if name in literature_rows.SETS:
        return literature_rows.SETS[name](MADE)
    return _read(name)


def _spirals(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """Two arms of one and a half turns, in the plane."""
    arm = noise.integers(0, 2, MADE)
    turn = 0.3 + 3 * np.pi * np.sqrt(noise.random(MADE))
    angle = turn + np.pi * arm
    places = np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1)
    return places + noise.normal(0, 0.4, places.shape), arm.astype(float)


def _waves(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """24 steps of a sine of two, three or four periods, from any phase, in noise."""
    periods = noise.integers(2, 5, MADE)
    phase = noise.uniform(0, 2 * np.pi, (MADE, 1))
    steps = np.arange(STEPS) / STEPS
    signal = np.sin(2 * np.pi * periods[:, None] * steps + phase)
    return signal + noise.normal(0, 0.6, signal.shape), periods - 2.0


def _images() -> tuple[Floats, Floats]:
    """Clothes, every second row and column of pixels; a row of them is a step."""
    from PIL import Image

    files = sorted((FOLDER / "fashion_mnist").glob("*/*/*.png"))
    names = sorted({file.parent.name for file in files})
    pixels = np.stack([np.asarray(Image.open(file), float)[::2, ::2].ravel() for file in files])
    return pixels, np.array([float(names.index(file.parent.name)) for file in files])


def _chirps(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """24 steps of a sine whose pitch falls, stays or rises, from any phase, in noise."""
    kinds = noise.integers(0, 3, MADE)
    steps = np.arange(STEPS) / STEPS
    turns = 3 * steps + 1.5 * (kinds[:, None] - 1) * (steps**2 - steps)
    signal = np.sin(2 * np.pi * (turns + noise.random((MADE, 1))))
    return signal + noise.normal(0, 0.3, signal.shape), kinds.astype(float)


def _bumps(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """24 steps of noise with one bump, in their first, second or last third."""
    thirds = noise.integers(0, 3, MADE)
    middle = STEPS / 3 * (thirds + noise.uniform(0.1, 0.9, MADE))
    signal = 2 * np.exp(-0.5 * (np.arange(STEPS) - middle[:, None]) ** 2)
    return signal + noise.normal(0, 0.6, signal.shape), thirds.astype(float)


def _pinwheel(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """Five bent arms around the origin, in the plane."""
    arm = noise.integers(0, 5, MADE)
    along, across = 1.0 + 0.3 * noise.normal(size=MADE), 0.08 * noise.normal(size=MADE)
    angle = 2 * np.pi * arm / 5 + 1.5 * along
    turned = [along * np.cos(angle) - across * np.sin(angle)]
    turned.append(along * np.sin(angle) + across * np.cos(angle))
    return np.stack(turned, axis=1), arm.astype(float)


def _folds(noise: np.random.Generator) -> tuple[Floats, Floats]:
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


def _band(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """Four normal numbers: are they neither near 0 nor far from it?"""
    places = noise.normal(size=(MADE, 4))
    lengths = np.linalg.norm(places, axis=1)
    return places, ((lengths > 1.4) & (lengths < 2.3)).astype(float)


def _petals(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """Inside or outside of a flower of three petals, in the plane."""
    places = noise.uniform(-1, 1, (MADE, 2))
    angle = np.arctan2(places[:, 1], places[:, 0])
    edge = 0.6 + 0.25 * np.cos(3 * angle)
    return places, (np.linalg.norm(places, axis=1) < edge).astype(float)


def _saddle(noise: np.random.Generator) -> tuple[Floats, Floats]:
    places = noise.uniform(-2, 2, (MADE, 3))
    heights = places[:, 0] ** 2 - places[:, 1] ** 2 + places[:, 2]
    return places, heights + noise.normal(0, 0.2, MADE)


def _staircase(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """A number with edges: an absolute value, the larger of two, and a step."""
    places = noise.normal(size=(MADE, 4))
    heights = np.abs(places[:, 0]) + np.maximum(places[:, 1], places[:, 2]) + (places[:, 3] > 0)
    return places, heights + noise.normal(0, 0.1, MADE)


def _pulses(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """24 steps of noise with one pulse of two, four or six steps, anywhere."""
    kinds, places = noise.integers(0, 3, MADE), noise.integers(0, STEPS - 5, MADE)
    steps = noise.normal(0, 0.4, (MADE, STEPS))
    for step in range(6):
        steps[np.arange(MADE), places + step] += 2.0 * (step < 2 * kinds + 2)
    return steps, kinds.astype(float)


def _latest(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """24 steps of noise with three marks above or below 0: which way does the last one point?"""
    steps = noise.normal(0, 0.3, (MADE, STEPS))
    places = np.sort(np.stack([noise.permutation(STEPS)[:3] for _ in range(MADE)]))
    signs = 2.0 * noise.integers(0, 2, (MADE, 3)) - 1.0
    for mark in range(3):
        steps[np.arange(MADE), places[:, mark]] += 2.5 * signs[:, mark]
    return steps, (signs[:, 2] > 0).astype(float)


def _highest(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """24 normal numbers, and the highest of them."""
    steps = noise.normal(size=(MADE, STEPS))
    return steps, steps.max(1)


_DRAWN = {
    "folds": _folds,
    "band": _band,
    "petals": _petals,
    "saddle": _saddle,
    "staircase": _staircase,
    "pulses": _pulses,
    "latest": _latest,
    "highest": _highest,
}


def _ripples(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """A number that swings with one of three inputs and hangs on the others together."""
    places = noise.uniform(-2, 2, (MADE, 3))
    heights = np.sin(2 * places[:, 0]) + 0.5 * places[:, 1] * places[:, 2]
    return places, heights + noise.normal(0, 0.1, MADE)


def _motifs(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """24 steps of noise with one of four shapes of five steps, anywhere."""
    shapes = np.array([[0, 2, 0, -2, 0], [0, 2, 2, 2, 0], [0, -2, -2, -2, 0], [0, -2, 0, 2, 0]])
    kinds, places = noise.integers(0, 4, MADE), noise.integers(0, STEPS - 4, MADE)
    steps = noise.normal(0, 0.4, (MADE, STEPS))
    for step in range(5):
        steps[np.arange(MADE), places + step] += shapes[kinds, step]
    return steps, kinds.astype(float)


def _turns(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """24 steps of noise with one mark above and one below 0: which of them comes first?"""
    steps = noise.normal(0, 0.3, (MADE, STEPS))
    places = np.stack([noise.permutation(STEPS)[:2] for _ in range(MADE)])
    for mark, place in zip((2.0, -2.0), places.T, strict=True):
        steps[np.arange(MADE), place] += mark
    return steps, (places[:, 0] < places[:, 1]).astype(float)


def _tides(noise: np.random.Generator) -> tuple[Floats, Floats]:
    """24 steps of two sines of 12 and 7 steps, from any phase, in noise, and the step after."""
    steps = np.arange(STEPS + 1)
    phases = noise.uniform(0, 2 * np.pi, (2, MADE, 1))
    sizes = noise.uniform(0.5, 1.5, (2, MADE, 1))
    waves = np.sin(2 * np.pi * steps / np.array([12.0, 7.0])[:, None, None] + phases)
    signal = (sizes * waves).sum(0) + noise.normal(0, 0.1, (MADE, STEPS + 1))
    return signal[:, :-1].copy(), signal[:, -1].copy()


def _vowels() -> tuple[Floats, Floats]:
    """Two Japanese vowels of nine speakers, 29 steps of 12 numbers, 0 after the end."""
    import polars as pl

    rows, labels = [], []
    for part in ("train", "test"):
        frame = pl.read_csv(FOLDER / f"japanese_vowels/{part}.csv")
        for series in frame.partition_by("series_id", maintain_order=True):
            steps = np.zeros((29, 12))
            found = series.select(pl.selectors.starts_with("lpc")).to_numpy()
            steps[: len(found)] = found
            rows.append(steps.ravel())
            labels.append(series["label"][0] - 1.0)
    return np.stack(rows), np.array(labels)


def _windows(place: str, every: int) -> tuple[Floats, Floats]:
    """24 steps of a series, the last column of a file, and the step after them."""
    import polars as pl

    steps = pl.read_csv(FOLDER / place)[:, -1].to_numpy().astype(float)
    windows = np.lib.stride_tricks.sliding_window_view(steps, STEPS + 1)[::every]
    return windows[:, :-1].copy(), windows[:, -1].copy()


@dataclass(frozen=True)
class _File:
    """A set on disk. left_out: columns that are another target. separator: of its cells. every: so
    many steps of a series are one. parted: also in a file of test rows. most: rows drawn of it."""

    place: str
    target: str
    left_out: tuple[str, ...] = ()
    separator: str = ","
    every: int = 1
    parted: bool = False
    most: int = MOST_ROWS


_FILES = {
    "spambase": _File("spambase/spambase.csv", "type"),
    "concrete": _File("concrete/concrete.csv", "strength"),
    "italy_power": _File("italy_power/train.csv", "label", parted=True),
    "letter": _File("letter/letter.csv", "letter"),
    "wine": _File("wine_quality/white.csv", "quality", separator=";"),
    "energy": _File("energy_efficiency/energy.csv", "Heating Load", left_out=("Cooling Load",)),
    "adult": _File("adult/train.csv", "income", most=FEWER),
    "california": _File("california_housing/housing.csv", "median_house_value", most=FEWER),
    "bike_sharing": _File("bike_sharing/bike_hourly.csv", "cnt", left_out=("instant",), most=FEWER),
    "penguins": _File("penguins/penguins.csv", "species"),
    "diamonds": _File("diamonds/diamonds.csv.gz", "price", most=FEWER),
    "texas": _File("texas_housing/texas_housing.csv", "median", most=FEWER),
    "gunpoint": _File("gunpoint/train.csv", "label", every=3, parted=True),
}


def _read(name: str) -> tuple[Floats, Floats]:
    import polars as pl

    file = _FILES[name]
    places = [file.place, file.place.replace("train", "test")][: 1 + file.parted]
    frames = [
        pl.read_csv(FOLDER / place, infer_schema_length=None, separator=file.separator)
        for place in places
    ]
    frame = pl.concat(frames).drop_nulls(pl.selectors.numeric())
    if len(frame) > file.most:
        frame = frame.sample(file.most, seed=0)
    columns = frame.drop(file.target, *file.left_out).select(pl.selectors.numeric())
    inputs = columns.to_numpy().astype(float)[:, :: file.every]
    column = frame[file.target]
    codes = column.to_numpy() if name in REGRESSION else column.rank("dense").to_numpy() - 1
    return inputs, codes.astype(float)


def data_of(case: Case) -> Data:
    """The rows of a case: 60 / 20 / 20, split by its seed, broken as it says."""
    inputs, targets = (array.copy() for array in _drawn(case.data))
    classes = 0 if case.data in REGRESSION else int(targets.max()) + 1
    noise = np.random.default_rng(case.seed)
    order = noise.permutation(len(targets))
    inputs, targets = inputs[order], targets[order]
    if case.rarest < 1.0:
        keep = (targets != classes - 1) | (noise.random(len(targets)) < case.rarest)
        inputs, targets = inputs[keep], targets[keep]
    undivided = case.data in literature_rows.UNDIVIDED
    learn, stop = (len(targets) if undivided else int(share * len(targets)) for share in (0.6, 0.8))
    sides = _sides(case.data, inputs.shape[1])
    inputs[:, 1::2] *= case.spread
    targets = targets if classes else targets * case.target_scale
    spread = 1.0 if classes else float(targets[:learn].std())
    if case.missing:
        inputs[noise.random(inputs.shape) < case.missing] = np.nan
    if case.impute:
        inputs = np.where(np.isnan(inputs), np.nanmean(inputs[:learn], axis=0), inputs)
    if case.standardise:
        deviation = np.nanstd(inputs[:learn], axis=0)
        inputs = (inputs - np.nanmean(inputs[:learn], axis=0)) / np.where(deviation, deviation, 1.0)
    inputs = _broken(case, inputs, targets, learn, classes, noise)
    inputs *= case.input_factor
    inputs[learn:] *= 1.0 if undivided else case.judged_factor
    if not classes and case.standardise_target:
        targets = (targets - targets[:learn].mean()) / spread
        spread = 1.0
    targets[:learn] = _noisy(targets[:learn], case.label_noise, noise)
    if case.mistaken:
        is_last = targets[:learn] == classes - 1
        targets[:learn][is_last & (noise.random(learn) < case.mistaken)] = 0.0
    targets[learn:stop] = _noisy(targets[learn:stop], case.validation_noise, noise)
    kept = max(8, int(case.rows * learn))
    parts = [slice(0, kept), slice(learn, stop), slice(stop, None)]
    parts = [slice(None)] * 3 if undivided else parts
    made = [_part(inputs[one], targets[one], classes) for one in parts]
    return Data(made[0], made[1], made[2], classes, sides, spread, undivided)


def _broken(
    case: Case,
    inputs: Floats,
    targets: Floats,
    learn: int,
    classes: int,
    noise: np.random.Generator,
) -> Floats:
    """The inputs with what a fault does to them."""
    if case.bound:
        inputs = inputs.clip(-case.bound, case.bound)
    if case.leak:  # in place of the first column
        spread = targets.std() or 1.0
        told = case.leak * (targets - targets.mean()) / spread
        told[learn:] = case.leak * noise.normal(size=len(targets) - learn)
        inputs[:, 0] = told
    if case.shifted:
        places = np.arange(max(2, round(case.shifted * inputs.shape[1])))
        inputs[learn:, places] = inputs[learn:, np.roll(places, 1)]
    return inputs


def _noisy(targets: Floats, share: float, noise: np.random.Generator) -> Floats:
    """A share of the targets dealt out anew among themselves."""
    chosen = np.flatnonzero(noise.random(len(targets)) < share)
    dealt = targets.copy()
    dealt[chosen] = targets[noise.permutation(chosen)]
    return dealt


def _part(inputs: Floats, targets: Floats, classes: int) -> Part:
    kind = torch.int64 if classes else torch.float32
    return Part(torch.tensor(inputs, dtype=torch.float32), torch.tensor(targets, dtype=kind))


def _sides(name: str, columns: int) -> tuple[int, int]:
    return {"digits": (8, 8), "fashion": (14, 14), "vowels": (29, 12)}.get(name, (columns, 1))
