"""Worlds whose true score is known, to count how often an interval of the exam holds it."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from etude.measuring.interval import exam_interval
from etude.measuring.losses import losses_by_unit
from etude.measuring.metrics import score
from etude.measuring.saved_share import SavedShare, saved_share
from etude.records.exam import Interval
from etude.records.problem import Problem
from tests.measuring.made import classes, numbers, predicted

Floats = npt.NDArray[np.float64]
Sample = tuple[npt.NDArray[np.int64] | Floats, Floats]
Draw = Callable[[np.random.Generator, int], Sample]
PairDraw = Callable[[np.random.Generator, int], tuple[*Sample, Floats]]

ROWS_FOR_TRUTH = 2_000_000
_ROWS_AT_ONCE = 200_000


@dataclass(frozen=True)
class World:
    """One sort of model on one sort of rows; rows come in groups of ``group`` equal ones.

    true: the score of endless rows, where it is known; else it is counted on many.
    """

    task: str
    errors: str
    problem: Problem
    draw: Draw
    true: float | None = None
    group: int = 1

    @property
    def name(self) -> str:
        return f"{self.task}, {self.errors}"


def exams(world: World, rows: int, count: int) -> Iterator[tuple[float, Interval]]:
    """Score and interval of so many exams, the same at every call."""
    generator = np.random.default_rng(rows)
    for _ in range(count):
        truth, outputs = world.draw(generator, math.ceil(rows / world.group))
        clusters = np.repeat(np.arange(len(truth)), world.group)[:rows]
        yield (
            score(world.problem, truth[clusters], outputs[clusters]),
            exam_interval(world.problem, truth[clusters], outputs[clusters], clusters),
        )


@cache
def true_score(world: World, rows: int = ROWS_FOR_TRUTH) -> float:
    """The score that an interval should hold; counted ones are means of losses."""
    if world.true is not None:
        return world.true
    generator = np.random.default_rng(0)
    parts = [
        score(world.problem, *world.draw(generator, _ROWS_AT_ONCE))
        for _ in range(rows // _ROWS_AT_ONCE)
    ]
    return float(np.mean(parts))


# --- classification --------------------------------------------------------------------------


def classified(shares: tuple[float, ...], strength: float, boldness: float = 1.0) -> Draw:
    """Classes apart by ``strength``; probabilities honest at boldness 1, too sure above it."""

    def draw(generator: np.random.Generator, rows: int) -> Sample:
        truth, honest = predicted(generator, rows, shares, strength)
        powers = honest**boldness
        return truth, powers / powers.sum(axis=1, keepdims=True)

    return draw


def _sharp(generator: np.random.Generator, rows: int) -> Sample:
    """Honest; most rows quite sure, so that few mistakes make up the loss."""
    truth, outputs, _ = both_classify((0.4, 0.4, 0.2), 3.5, 0)(generator, rows)
    return truth, outputs


def _log_loss(
    errors: str, shares: tuple[float, ...], strength: float, boldness: float = 1.0, group: int = 1
) -> World:
    draw = classified(shares, strength, boldness)
    return World("log loss", errors, classes(len(shares), "log_loss"), draw, group=group)


# --- regression ------------------------------------------------------------------------------


def normal(generator: np.random.Generator, rows: int) -> Floats:
    return generator.normal(size=rows)


def laplace(generator: np.random.Generator, rows: int) -> Floats:
    return generator.laplace(size=rows)


def student(degrees: int) -> Callable[[np.random.Generator, int], Floats]:
    return lambda generator, rows: generator.standard_t(degrees, size=rows)


def _numbers(
    metric: str,
    errors: str,
    noise: Callable[[np.random.Generator, int], Floats],
    true: float,
    group: int = 1,
) -> World:
    def draw(generator: np.random.Generator, rows: int) -> Sample:
        outputs = generator.normal(size=rows)
        return outputs + noise(generator, rows), outputs[:, None]

    return World(metric, errors, numbers(metric), draw, true, group)


FIVE = "t, 5 degrees of freedom"
THREE = "t, 3 degrees of freedom"

WORLDS = (
    _log_loss("plain, loss 0.22", (0.7, 0.3), 2),
    _log_loss("five classes, 0.71", (0.2,) * 5, 2),
    _log_loss("near-perfect, 0.034", (0.4, 0.4, 0.2), 5),
    _log_loss("near-perfect, 0.013", (0.4, 0.4, 0.2), 6),
    World("log loss", "near-perfect and sharp, 0.034", classes(3, "log_loss"), _sharp),
    _log_loss("too sure, 0.19", (0.7, 0.3), 2, 2),
    _log_loss("near-perfect and too sure, 0.014", (0.7, 0.3), 4, 2),
    _log_loss("near-perfect and too sure, 0.0046", (0.4, 0.4, 0.2), 5, 2),
    _log_loss("plain, groups of 4", (0.7, 0.3), 2, group=4),
    _numbers("mae", "normal", normal, math.sqrt(2 / math.pi)),
    _numbers("mae", "Laplace", laplace, 1.0),
    _numbers("mae", FIVE, student(5), 0.949),
    _numbers("mae", THREE, student(3), 1.1027),
    _numbers("rmse", "normal", normal, 1.0),
    _numbers("rmse", "normal, groups of 4", normal, 1.0, group=4),
    _numbers("rmse", "Laplace", laplace, math.sqrt(2)),
    _numbers("rmse", FIVE, student(5), math.sqrt(5 / 3)),
    _numbers("rmse", THREE, student(3), math.sqrt(3)),
    _numbers("r2", "normal", normal, 1 - 1 / 2),
    _numbers("r2", FIVE, student(5), 1 - (5 / 3) / (1 + 5 / 3)),
    _numbers("r2", THREE, student(3), 1 - 3 / (1 + 3)),
)


# --- a model beside a yardstick --------------------------------------------------------------


@dataclass(frozen=True)
class PairWorld:
    """A model and a yardstick on the same rows."""

    task: str
    errors: str
    problem: Problem
    draw: PairDraw

    @property
    def name(self) -> str:
        return f"{self.task}, {self.errors}"


def pair_exams(world: PairWorld, rows: int, count: int) -> Iterator[SavedShare]:
    """Saved share with its interval in so many exams, the same at every call."""
    generator = np.random.default_rng(rows)
    clusters = np.arange(rows)
    for _ in range(count):
        yield saved_share(world.problem, *world.draw(generator, rows), clusters, 1.0)


@cache
def true_share(world: PairWorld, rows: int = ROWS_FOR_TRUTH) -> float:
    """What endless rows would say that the model saves, counted on many."""
    generator = np.random.default_rng(0)
    clusters = np.arange(_ROWS_AT_ONCE)
    sums = np.zeros(2)
    for _ in range(rows // _ROWS_AT_ONCE):
        truth, *outputs = world.draw(generator, _ROWS_AT_ONCE)
        sums += [losses_by_unit(world.problem, truth, one, clusters, 1.0).sum() for one in outputs]
    return float(1 - sums[0] / sums[1])


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def both_classify(shares: tuple[float, ...], model: float, yardstick: float) -> PairDraw:
    """Two honest classifiers that share 70 % of their noise; strength 0 knows the shares alone."""

    def draw(generator: np.random.Generator, rows: int) -> tuple[*Sample, Floats]:
        truth = generator.choice(len(shares), rows, p=shares)
        shared, *own = generator.normal(size=(3, rows, len(shares)))
        outputs = []
        for strength, noise in zip((model, yardstick), own, strict=True):
            seen = math.sqrt(0.7) * shared + math.sqrt(0.3) * noise
            seen[np.arange(rows), truth] += strength
            outputs.append(_softmax(strength * seen + np.log(shares)))
        return truth, outputs[0], outputs[1]

    return draw


def both_predict(
    noise: Callable[[np.random.Generator, int], Floats], model: float, yardstick: float
) -> PairDraw:
    """Two predictors that share the noise of the rows and add errors of this deviation."""

    def draw(generator: np.random.Generator, rows: int) -> tuple[*Sample, Floats]:
        truth = noise(generator, rows)
        own = generator.normal(size=(2, rows, 1)) * np.reshape([model, yardstick], (2, 1, 1))
        return truth, own[0], own[1]

    return draw


def _both_log_loss(
    errors: str, shares: tuple[float, ...], model: float, yardstick: float
) -> PairWorld:
    problem = classes(len(shares), "log_loss")
    return PairWorld("log loss", errors, problem, both_classify(shares, model, yardstick))


TWO, THREE_CLASSES = (0.7, 0.3), (0.4, 0.4, 0.2)

PAIRS = (
    _both_log_loss("alike", TWO, 1.5, 1.5),
    _both_log_loss("better", TWO, 2.5, 1.5),
    _both_log_loss("near-perfect", THREE_CLASSES, 3.5, 2.5),
    _both_log_loss("near-perfect, naive yardstick", THREE_CLASSES, 3.5, 0),
    PairWorld("accuracy", "better", classes(2, "accuracy"), both_classify(TWO, 2.5, 1.5)),
    PairWorld("mae", "normal, better", numbers("mae"), both_predict(normal, 0.3, 1)),
    PairWorld("rmse", "normal, alike", numbers("rmse"), both_predict(normal, 0.5, 0.5)),
    PairWorld("rmse", f"{FIVE}, better", numbers("rmse"), both_predict(student(5), 0.3, 1.5)),
    PairWorld("rmse", f"{THREE}, better", numbers("rmse"), both_predict(student(3), 0.3, 1.5)),
)
