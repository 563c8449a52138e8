"""Changes that do nothing are refused and a large gain is kept, by real trainings.

Every confirmation here is forced: no screening before it. benchmarks/nulls.py makes many of them.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest

from etude.data.folds import decide_split
from etude.data.sealing import SplitFacts
from etude.data.typed import SeriesCells, TypedTable
from etude.measuring.calibration import fit_calibration
from etude.measuring.comparison import compare
from etude.measuring.evidence import p_value
from etude.method.numbers import CONFIRMATIONS, SIGNIFICANCE, SMALLEST_GAIN_OF_NAIVE
from etude.method.verdict import decide, hopeless
from etude.records.change import Change
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.records.split import FoldName, Lane, Split
from etude.studies.folder import Folder
from etude.studies.performing.comparing import unit_losses
from etude.studies.performing.outputs import RunOutputs, by_repeat
from etude.studies.performing.performer import one_thread
from etude.studies.performing.trainings import in_terms, run_rows
from etude.studies.performing.workspace import Workspace
from etude.training.loop import RunResult, train
from tests.measuring.made import classes, numbers

Floats = npt.NDArray[np.float64]

PLAN = Plan(hidden=(32,), batch_size=128, learning_rate=0.01, epochs=20, patience=4)
FORCED = Change("forced", "forced", "", (), "", "", "")


# --- rows whose truth is known ---------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """Three groups of two columns, of one law and independent, each with its effect on the target.

    The incumbent sees the shared group and the first, the candidate the shared and the second.
    With ``first`` equal to ``second`` no plan loses less than the other, by symmetry, though they
    differ in every row.
    """

    problem: Problem
    shared: float
    first: float
    second: float

    def draw(self, rows: int, generator: np.random.Generator) -> tuple[TypedTable, TypedTable]:
        """The same rows as the incumbent sees them and as the candidate does."""
        groups = generator.normal(size=(3, rows, 2))
        level, spread = math.sqrt(2 / math.pi), math.sqrt(2 - 2 / math.pi)
        signals = (groups[:, :, 0] + np.abs(groups[:, :, 1]) - level) / spread  # mean 0, variance 1
        target = self._target(np.array([self.shared, self.first, self.second]) @ signals, generator)
        return _seen(groups[0], groups[1], target), _seen(groups[0], groups[2], target)

    def _target(self, signal: Floats, generator: np.random.Generator) -> npt.NDArray[np.generic]:
        if self.problem.is_classification:
            chances = 1 / (1 + np.exp(-signal))
            return (generator.uniform(size=len(signal)) < chances).astype(np.int64)
        return (signal + generator.standard_t(5, len(signal)))[:, None]


def _seen(shared: Floats, own: Floats, target: npt.NDArray[np.generic]) -> TypedTable:
    rows = np.arange(len(target))
    none = np.zeros((len(rows), 0), dtype=np.int32)
    columns = np.concatenate([shared, own], axis=1)
    return TypedTable(("a", "b", "c", "d"), columns, (), none, (), target, rows, rows)


# --- a forced confirmation -------------------------------------------------------------------


class Drawn(Workspace):
    """A workspace of rows that lie in memory, in the lane that is asked for."""

    def __init__(self, typed: TypedTable, problem: Problem, lane: Lane, seed: int) -> None:
        super().__init__(Folder("nowhere"))
        self.typed = typed
        self._problem = problem
        grouped = len(np.unique(typed.clusters)) < len(typed)
        facts = SplitFacts("random", False, None, grouped, 0, None, seed, "drawn")
        self._split = decide_split(typed, problem, facts, lane=lane)

    @property
    def problem(self) -> Problem:
        return self._problem

    @property
    def split(self) -> Split:
        return self._split

    @property
    def naive_loss(self) -> float:
        """What the method's floor is a share of: knowing nothing but the target's own law."""
        if not self.problem.is_classification:
            return 1.0
        shares = np.unique(self.typed.truth, return_counts=True)[1] / len(self.typed)
        return float(-(shares * np.log(shares)).sum())


@dataclass(frozen=True)
class Confirmation:
    """What one forced confirmation came to.

    kept:    by the rule, with the stop half-way and the level shared out over a study.
    stopped: half-way, for want of hope.
    p, gain: of all repeats, whether or not the rule would have stopped half-way.
    """

    kept: bool
    stopped: bool
    p: float
    gain: float


def confirmation(incumbent: Floats, candidate: Floats, work: Drawn) -> Confirmation:
    """The method's own steps (``racing.confirm``) on losses [R, U] of both plans."""
    middle = len(incumbent) // 2
    half, whole = compare(incumbent[:middle], candidate[:middle]), compare(incumbent, candidate)
    stopped = hopeless(half)
    verdict = decide(
        FORCED,
        half if stopped else whole,
        threshold=SIGNIFICANCE / CONFIRMATIONS[work.split.lane],
        floor=SMALLEST_GAIN_OF_NAIVE * work.naive_loss,
        early=stopped,
    )
    return Confirmation(verdict.kept, stopped, p_value(whole), whole.relative_gain)


def losses(work: Drawn, repeats: int, seed: int, plan: Plan = PLAN) -> Floats:
    """Losses of so many repeats by unit, float64 [R, U]; all runs are trained side by side."""
    names = [FoldName(0, 0)] * repeats
    if work.split.lane == "cross-validation":
        names = [FoldName(number, part) for number in range(1, repeats + 1) for part in range(5)]
    named = [(name, seed + place) for place, name in enumerate(names)]
    runs = [run_rows(work, plan, name, own) for name, own in named]
    results = train(plan, work.shape(plan), runs)
    outputs = [
        RunOutputs(name, own, judge=_said(work, name, own, result, plan), stop=np.zeros((0, 1)))
        for (name, own), result in zip(named, results, strict=True)
    ]
    return unit_losses(work, by_repeat(work, outputs))


def _said(work: Drawn, name: FoldName, seed: int, result: RunResult, plan: Plan) -> Floats:
    """Answers for the judging rows, calibrated on the stopping rows as a study does."""
    fold = work.fold(name, seed)
    calibration = None
    if work.problem.is_classification:
        stop = result.stop_outputs.astype(np.float64)
        calibration = fit_calibration(stop, work.truth(fold.stop))
    made = work.preparation(plan, fold)
    return in_terms(work, result.judge_outputs, fold.judge, made, calibration)


def confirmed(world: World, lane: Lane, rows: int, repeats: int, seed: int) -> Confirmation:
    """Fresh rows of this world, and the candidate confirmed on them with the same seeds."""
    tables = world.draw(rows, np.random.default_rng(seed))
    works = [Drawn(table, world.problem, lane, seed) for table in tables]
    return confirmation(*(losses(work, repeats, seed) for work in works), works[0])


# --- what must hold --------------------------------------------------------------------------

CROSS_VALIDATION = ("cross-validation", 300, 8)
HOLD_OUT = ("hold-out", 1_500, 4)


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    with one_thread():
        yield


@pytest.mark.slow
def test_changes_that_do_nothing_are_refused():
    of_classes, of_numbers = (World(one(), 1.0, 1.0, 1.0) for one in (classes, numbers))
    cases = ((of_classes, *CROSS_VALIDATION), (of_classes, *HOLD_OUT), (of_numbers, *HOLD_OUT))
    found = [confirmed(*case, seed=1_000 * turn) for turn in range(4) for case in cases]
    assert not [one for one in found if one.kept]  # the seeds are fixed


@pytest.mark.parametrize("case", [CROSS_VALIDATION, HOLD_OUT], ids=lambda case: case[0])
def test_a_large_gain_is_kept(case):
    found = confirmed(World(numbers(), 1.0, 0.0, 1.0), *case, seed=0)
    assert found.kept
    assert found.gain > 0.1


# --- texts and series ------------------------------------------------------------------------

SMALL = PLAN.changed(sequence_width=8, token_width=8, hidden=(8,), epochs=8)
MODELS = {"text": "bag", "series": "lstm"}
ROWS, REPEATS = 900, 4


def sequences(kind: str, generator: np.random.Generator, *, blurred: bool) -> TypedTable:
    """Texts in which a word tells the class, or series in which the level does, three times of
    four; ``blurred``: one time of two, which is nothing."""
    rows = np.arange(ROWS)
    target = generator.integers(0, 2, ROWS)
    told = np.where(generator.random(ROWS) < (0.5 if blurred else 0.75), target, 1 - target)
    none = np.zeros((ROWS, 0))
    plain = TypedTable((), none, (), none.astype(np.int32), (), target, rows, rows)
    if kind == "text":
        words = generator.choice(["red", "green", "blue", "grey"], (ROWS, 5))
        words[rows, generator.integers(0, 5, ROWS)] = np.where(told, "lovely", "dreadful")
        return replace(plain, documents=np.array([" ".join(one) for one in words], dtype=object))
    steps = generator.normal(size=(ROWS, 6)) + told[:, None]
    cells = SeriesCells(("x",), steps.reshape(-1, 1), 6 * rows, np.full(ROWS, 6))
    return replace(plain, series=cells)


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("blurred", [False, True], ids=["other seeds", "a real gain"])
def test_other_seeds_are_refused_and_a_real_gain_is_kept(kind: str, blurred: bool):
    """The incumbent is blurred where the candidate is to gain; both have the same targets."""
    plan = SMALL.changed(sequence_model=MODELS[kind])
    problem = replace(classes(), data_kind=kind)
    tables = [sequences(kind, np.random.default_rng(5), blurred=one) for one in (blurred, False)]
    works = [Drawn(table, problem, "hold-out", 5) for table in tables]
    incumbent = losses(works[0], REPEATS, 1_000, plan)
    candidate = losses(works[1], REPEATS, 1_000 if blurred else 9_000, plan)
    assert confirmation(incumbent, candidate, works[0]).kept is blurred
