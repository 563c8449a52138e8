"""The rows of a case: a set as it is, parted and broken as the case says."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from benchmarks.clinic import literature_rows, made_rows
from benchmarks.clinic.case import Case, Preparation
from benchmarks.clinic.disk_rows import read
from benchmarks.clinic.made_rows.sizes import FEW, MADE, SHORT, STEPS, Floats, Lots, Rows

REGRESSION = (
    *("diabetes", "friedman", "concrete", "wine", "energy", "california", "bike_sharing"),
    *("sunspots", "impedance", "temperatures", "swiss_roll", "phase", "diamonds", "tides"),
    *("ripples", "saddle", "staircase", "texas", "highest", "peaks", "pull", "steepest", "etth1"),
    *("growth", "reservoir", "medical", "loan", "swing", "harvest", "loudest"),
    *("beams", "wells", "bills", "marked"),
    *("rents", "vessel", "turbines"),
    *("queues", "commutes", "pulleys", "since"),
    *("hikes", "rivers", "streaks"),
    *literature_rows.NUMBERS,
)
CODES = 8  # categories of a column that is given as codes
FOLDER = Path()  # of the real sets; set once by the command


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
def _drawn(name: str) -> Rows:
    """All rows of a set, as they are."""
    if name in made_rows.SETS:
        return made_rows.SETS[name](np.random.default_rng(0))
    if name in literature_rows.SETS:
        return literature_rows.SETS[name](MADE)
    return read(FOLDER, name, is_regression=name in REGRESSION)


def data_of(case: Case) -> Data:
    """The rows of a case: 60 / 20 / 20, split by its seed, broken as it says."""
    preparation = case.preparation
    inputs, targets = (array.copy() for array in _drawn(case.data))
    classes = 0 if case.data in REGRESSION else int(targets.max()) + 1
    noise = np.random.default_rng(case.seed)
    order = noise.permutation(len(targets))
    inputs, targets = inputs[order], targets[order]
    if preparation.rarest < 1.0:
        keep = (targets != classes - 1) | (noise.random(len(targets)) < preparation.rarest)
        inputs, targets = inputs[keep], targets[keep]
    undivided = case.data in literature_rows.UNDIVIDED
    learn, stop = (len(targets) if undivided else int(share * len(targets)) for share in (0.6, 0.8))
    if preparation.sorted_split:
        order = _sorted(targets, preparation.sorted_split)
        order[:learn] = noise.permutation(order[:learn])  # what is learned is shuffled all the same
        inputs, targets = inputs[order], targets[order]
    if preparation.copies > 1:
        again = noise.permutation(np.arange(stop) % max(1, stop // preparation.copies))
        inputs[:stop], targets[:stop] = inputs[again], targets[again]
    sides = _sides(case.data, inputs.shape[1])
    if preparation.useless:
        inputs = _beside_noise(inputs, sides, preparation.useless, noise)
        sides = (sides[0], sides[1] * (1 + preparation.useless))
    if preparation.skew:
        inputs = _skewed(inputs, preparation.skew)
    inputs[:, 1::2] *= preparation.spread
    if preparation.swaying:
        common = noise.normal(size=(len(inputs), 1))
        inputs = inputs + preparation.swaying * common * inputs[:learn].std(0)
    if preparation.units_mixed:
        inputs[noise.random(inputs.shape) < preparation.units_mixed] *= 100.0
    targets = targets if classes else targets * preparation.target_scale
    spread = 1.0 if classes else float(targets[:learn].std())
    if preparation.as_text:
        inputs = _read_as_text(inputs, preparation.as_text)
    if preparation.coded:
        inputs = _coded(inputs, preparation.coded, preparation.one_hot, noise)
        sides = (inputs.shape[1], 1)
    if preparation.missing:
        inputs[noise.random(inputs.shape) < preparation.missing] = np.nan
    if preparation.impute:
        inputs = np.where(np.isnan(inputs), np.nanmean(inputs[:learn], axis=0), inputs)
    elif preparation.fill:
        inputs = np.where(np.isnan(inputs), preparation.fill, inputs)
    if preparation.standardise:
        deviation = np.nanstd(inputs[:learn], axis=0)
        inputs = (inputs - np.nanmean(inputs[:learn], axis=0)) / np.where(deviation, deviation, 1.0)
    if preparation.told_ahead:
        inputs = _told_ahead(inputs, targets, preparation.told_ahead, stop, noise)
        sides = (inputs.shape[1], 1)
    inputs = _broken(preparation, inputs, targets, learn, classes, noise)
    inputs *= preparation.input_factor
    inputs += preparation.offset
    inputs[learn:] *= 1.0 if undivided else preparation.judged_factor
    if not classes and preparation.standardise_target:
        targets = (targets - targets[:learn].mean()) / spread
        spread = 1.0
    if preparation.compressed:
        targets[:learn] = _compressed(targets[:learn], preparation.compressed)
    targets[:learn] = _noisy(targets[:learn], preparation.label_noise, noise)
    if preparation.mistaken:
        is_last = targets[:learn] == classes - 1
        targets[:learn][is_last & (noise.random(learn) < preparation.mistaken)] = 0.0
    if preparation.misread:
        targets[:learn] = _misread(inputs[:learn], targets[:learn], preparation.misread, classes)
    targets[learn:stop] = _noisy(targets[learn:stop], preparation.validation_noise, noise)
    if preparation.encoded_anew:
        is_anew = noise.random(len(targets) - learn) < preparation.encoded_anew
        targets[learn:] = np.where(is_anew, (targets[learn:] + 1) % classes, targets[learn:])
    if preparation.padding:
        inputs = np.pad(inputs, ((0, 0), (0, preparation.padding * sides[1])))
        sides = (sides[0] + preparation.padding, sides[1])
    if preparation.padded_apart:
        blank = preparation.padded_apart
        behind, before = ((0, blank * sides[1]), (blank * sides[1], 0))
        apart = [np.pad(inputs[:learn], ((0, 0), behind)), np.pad(inputs[learn:], ((0, 0), before))]
        inputs, sides = np.concatenate(apart), (sides[0] + blank, sides[1])
    kept = max(8, int(preparation.rows * learn))
    parts = [slice(0, kept), slice(learn, stop), slice(stop, None)]
    parts = [slice(None)] * 3 if undivided else parts
    made = [_part(inputs[one], targets[one], classes) for one in parts]
    if preparation.one_side:
        made[0] = _one_sided(made[0], preparation.one_side)
    if preparation.overlap:
        made[0] = _overlapping(made[0], preparation.overlap, classes)
    return Data(made[0], made[1], made[2], classes, sides, spread, undivided)


def _sorted(targets: Floats, share: float) -> npt.NDArray[np.int64]:
    """An order of the rows that follows their targets to this share, and where they stand else."""
    ranks = targets.argsort(kind="stable").argsort()
    return (share * ranks + (1.0 - share) * np.arange(len(targets))).argsort(kind="stable")


def _skewed(inputs: Floats, skew: float) -> Floats:
    """Columns of which most values lie in a small part of the range, as before a logarithm."""
    deviation = inputs.std(0)
    return np.exp(skew * (inputs - inputs.mean(0)) / np.where(deviation, deviation, 1.0))


def _beside_noise(inputs: Floats, sides: tuple[int, int], columns: int, noise: Lots) -> Floats:
    """The inputs with so many columns of noise behind each column of every step; of a table, whose
    columns are its steps, behind each column."""
    steps = inputs.reshape(len(inputs), *sides)
    useless = noise.normal(size=(len(inputs), sides[0], columns * sides[1]))
    return np.concatenate([steps, useless], axis=2).reshape(len(inputs), -1)


def _read_as_text(inputs: Floats, share: float) -> Floats:
    """A share of the columns, from the first, each number of two digits behind the point replaced
    by the place that it has among all others when they are sorted as text."""
    read = inputs.copy()
    for column in range(max(1, round(share * inputs.shape[1]))):
        texts = np.array([f"{value:.2f}" for value in inputs[:, column]])
        read[:, column] = np.unique(texts, return_inverse=True)[1]
    return read


def _coded(inputs: Floats, share: float, is_one_hot: bool, noise: Lots) -> Floats:
    """A share of the columns, from the first, as codes: each number is one of so many categories
    of equal size, numbered at random; or for every category a column of 0 and 1."""
    given = []
    count = max(1, round(share * inputs.shape[1]))
    for column in inputs[:, :count].T:
        edges = np.quantile(column, np.arange(1, CODES) / CODES)
        codes = noise.permutation(CODES)[np.searchsorted(edges, column)]
        given.append(np.eye(CODES)[codes] if is_one_hot else codes[:, None].astype(float))
    return np.concatenate([*given, inputs[:, count:]], axis=1)


def _told_ahead(inputs: Floats, targets: Floats, strength: float, stop: int, noise: Lots) -> Floats:
    """The inputs and a column that is known only after the target: where it is to be used, from
    row ``stop`` on, it holds what belongs to other rows."""
    told = strength * (targets - targets.mean()) / (targets.std() or 1.0)
    told = (told + noise.normal(size=len(told))) / np.sqrt(1.0 + strength**2)
    told[stop:] = noise.permutation(told[stop:])
    return np.column_stack([inputs, told])


def _compressed(targets: Floats, strength: float) -> Floats:
    """Logarithms of numbers on both sides of 0, near which nothing changes."""
    return np.sign(targets) * np.log1p(strength * np.abs(targets)) / strength


def _misread(inputs: Floats, targets: Floats, share: float, classes: int) -> Floats:
    """Targets, wrong for the rows farthest from the middle of all."""
    deviation = inputs.std(0)
    places = (inputs - inputs.mean(0)) / np.where(deviation, deviation, 1.0)
    odd = np.square(places).sum(1).argsort()[len(targets) - round(share * len(targets)) :]
    read = targets.copy()
    read[odd] = (targets[odd] + 1) % classes if classes else 2 * targets.mean() - targets[odd]
    return read


def _broken(
    preparation: Preparation,
    inputs: Floats,
    targets: Floats,
    learn: int,
    classes: int,
    noise: np.random.Generator,
) -> Floats:
    """The inputs with what a fault does to them."""
    if preparation.bound:
        inputs = inputs.clip(-preparation.bound, preparation.bound)
    if preparation.leak:  # in place of the first column
        spread = targets.std() or 1.0
        told = preparation.leak * (targets - targets.mean()) / spread
        told[learn:] = preparation.leak * noise.normal(size=len(targets) - learn)
        inputs[:, 0] = told
    if preparation.shifted:
        places = np.arange(max(2, round(preparation.shifted * inputs.shape[1])))
        inputs[learn:, places] = inputs[learn:, np.roll(places, 1)]
    if preparation.components:
        inputs = _projected(inputs, learn, preparation.components)
    if preparation.unfilled:
        count = round(preparation.unfilled * inputs.shape[1]) or 1
        places = noise.permutation(inputs.shape[1])[:count]
        inputs[learn:, places] = inputs[:learn, places].mean(0)
    if preparation.learn_noise:
        inputs[:learn] += preparation.learn_noise * noise.normal(size=inputs[:learn].shape)
    if preparation.judged_noise:
        inputs[learn:] += preparation.judged_noise * noise.normal(size=inputs[learn:].shape)
    if preparation.wrapped:
        inputs = (inputs + preparation.wrapped) % (2.0 * preparation.wrapped) - preparation.wrapped
    if preparation.whole:
        inputs = np.trunc(inputs / preparation.whole) * preparation.whole
    if preparation.by_row:
        inputs = _scaled_by_row(inputs, preparation.by_row)
    if preparation.fit_again:
        inputs[learn:] = _fitted_again(inputs[learn:], preparation.fit_again)
    return inputs


def _projected(inputs: Floats, learn: int, share: float) -> Floats:
    """The inputs as far as a share of the principal components of the learning rows tells them."""
    middle = inputs[:learn].mean(0)
    axes = np.linalg.svd(inputs[:learn] - middle, full_matrices=False)[2]
    kept = axes[: max(1, round(share * len(axes)))]
    return middle + (inputs - middle) @ kept.T @ kept


def _scaled_by_row(inputs: Floats, what: str) -> Floats:
    """Every row over its own length, or less its own mean, or that over its own deviation."""
    if what == "length":
        return inputs / np.maximum(np.linalg.norm(inputs, axis=1, keepdims=True), 1e-12)
    inputs = inputs - inputs.mean(1, keepdims=True)
    return inputs / np.maximum(inputs.std(1, keepdims=True), 1e-12) if what == "both" else inputs


def _fitted_again(inputs: Floats, rows: int) -> Floats:
    """So many rows at a time, each column by the mean and deviation that it has in them."""
    scaled = []
    for some in np.split(inputs, range(rows, len(inputs), rows)):
        deviation = some.std(0)
        scaled.append((some - some.mean(0)) / np.where(deviation, deviation, 1.0))
    return np.concatenate(scaled)


def _one_sided(part: Part, share: float) -> Part:
    """A share of the rows: those with the lowest mean of their inputs, in the order they had."""
    lowest = part.inputs.mean(1).argsort()[: max(8, round(share * len(part.targets)))]
    kept = lowest.sort().values
    return Part(part.inputs[kept], part.targets[kept])


def _overlapping(part: Part, share: float, classes: int) -> Part:
    """The rows, and a share of those of the first class once more, as of the last."""
    first = (part.targets == 0).nonzero().flatten()
    again = first[: round(share * len(first))]
    called = torch.full((len(again),), classes - 1)
    return Part(torch.cat([part.inputs, part.inputs[again]]), torch.cat([part.targets, called]))


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
    known = {"digits": (8, 8), "fashion": (14, 14), "vowels": (29, 12), "leads": (STEPS, 2)}
    known |= {"marked": (SHORT, 2), "asked": (SHORT, 2)}
    known |= {"since": (FEW, 2), "witness": (FEW, 2)}
    return known.get(name, (columns, 1))
