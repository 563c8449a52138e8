"""A scripted bench: whole investigations in milliseconds, on a world whose truth is known.

A World says what each plan's true loss is and how noisy seeds and rows are; the bench draws what
trainings and comparisons would have measured. No torch, no data, no files.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from etude.measuring.comparison import compare, compare_groups, draw_groups, group_losses
from etude.method.investigation import investigate
from etude.method.player import Player
from etude.records.exam import ErrorAnalysis, ExamResult, Interval
from etude.records.moves import (
    DECISIONS,
    Calibrate,
    Calibrated,
    CheckSanity,
    Compare,
    Compared,
    ExamOpened,
    ExamScored,
    Explore,
    Explored,
    Freeze,
    MeasureYardsticks,
    Move,
    Noted,
    OpenExam,
    PredictorFrozen,
    RangeTested,
    Result,
    SanityChecked,
    ScoreExam,
    Seal,
    Sealed,
    TestRange,
    Train,
    Trained,
    YardsticksMeasured,
)
from etude.records.notebook import Entry, Notebook
from etude.records.plan import Plan
from etude.records.question import Question
from etude.records.trial import Curves, Run, Trial

from .explored import explored_of, range_test

PlanLoss = Callable[[Plan], float]


@dataclass
class World:
    """The truth: loss of a plan by population, and the noise around it.

    loss, train_loss: true validation and training loss of a plan.
    seeds: standard deviation of a run's mean loss around the plan's, as a share of the loss.
    trees: loss of boosted trees, NaN for none.
    accuracies: shares right in training and in validation, in every epoch.
    rise:  share by which validation loss rises in each epoch after the best.
    falling: exponent by which the loss falls with the share of the learn rows.
    rows:  standard deviation of a row's loss difference between two plans, as a share.
    """

    loss: PlanLoss
    train_loss: PlanLoss
    lane: str = "hold-out"
    seeds: float = 0.02
    rows: float = 0.5
    units: int = 1000
    naive: float = 1.0
    linear: float = 0.8
    trees: float = math.nan
    rise: float = 0.005
    accuracies: tuple[float, float] = (0.8, 0.8)
    falling: float = 0.0
    seed: int = 0


def flat(value: float) -> PlanLoss:
    """A world in which nothing that a plan sets makes a difference."""
    return lambda plan: value


@dataclass
class ScriptedBench:
    """Performs moves by drawing from the world; remembers which plan each trial had."""

    world: World
    plans: dict[int, Train] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.draws = np.random.default_rng(self.world.seed)

    def perform(self, move: Move) -> Result:
        if isinstance(move, DECISIONS):
            return Noted()
        return getattr(self, f"_{type(move).__name__.lower()}")(move)

    def _seal(self, move: Seal) -> Result:
        return Sealed("f" * 64, 10_000, 1_500, 0, ())

    def _explore(self, move: Explore) -> Explored:
        return explored_of(self.world.lane)

    def _measureyardsticks(self, move: MeasureYardsticks) -> Result:
        losses = (("naive", self.world.naive), ("linear", self.world.linear))
        if math.isfinite(self.world.trees):
            losses += (("boosted_trees", self.world.trees),)
        return YardsticksMeasured(losses, losses, 1000, self.world.naive, self.world.linear)

    def _calibrate(self, move: Calibrate) -> Result:
        return Calibrated(seconds_per_unit=1e-9, workers=2, seconds_left=100.0)

    def _checksanity(self, move: CheckSanity) -> Result:
        return SanityChecked(())

    def _testrange(self, move: TestRange) -> Result:
        return RangeTested(range_test(0.003))

    def _train(self, move: Train) -> Result:
        self.plans[move.number] = move
        runs = tuple(self._run(move, str(name), seed) for name, seed in move.runs)
        repeats = len({(name, seed // 10) for name, seed in move.runs})
        if self.world.lane == "cross-validation":
            repeats = len({name.repeat for name, _ in move.runs})
        loss = self.world.loss(move.plan) * move.share**-self.world.falling
        losses = tuple(self._noisy(loss) for _ in range(repeats))
        return Trained(Trial(move.number, move.plan, move.stage, runs, 1.0), losses)

    def _noisy(self, loss: float) -> float:
        return float(loss * (1 + self.world.seeds * self.draws.standard_normal()))

    def _run(self, move: Train, fold: str, seed: int) -> Run:
        """Thirty epochs that fall towards the plan's losses, best at the twentieth."""
        best, train = self._noisy(self.world.loss(move.plan)), self.world.train_loss(move.plan)
        falls = [math.exp(-epoch / 4) for epoch in range(30)]
        validation = [best + (self.world.naive - best) * fall for fall in falls[:20]]
        validation += [best * (1 + self.world.rise * late) for late in range(1, 11)]
        training = tuple(train + (self.world.naive - train) * fall for fall in falls)
        learned, judged = ((share,) * 30 for share in self.world.accuracies)
        curves = Curves(training, tuple(validation), learned, judged)
        return Run(seed, fold, 20, 30, 3000, "finished", curves)

    def _compare(self, move: Compare) -> Result:
        """Losses [R, U] with crossed noise, as ``compare`` expects them."""
        old, new = (self.plans[numbers[0]].plan for numbers in (move.incumbent, move.candidate))
        if move.members > 1:
            new = new.changed(members=move.members)
        repeats = sum(self._repeats(number) for number in move.incumbent)
        base, world = self.world.loss(old), self.world
        gain = (base - self.world.loss(new)) / base
        rows = world.rows * self.draws.standard_normal(world.units)
        seeds = world.seeds * self.draws.standard_normal((repeats, 1)) * math.sqrt(2)
        both = world.rows * self.draws.standard_normal((repeats, world.units))
        difference = base * (gain + rows + seeds + both)
        incumbent = np.full((repeats, world.units), base)
        if move.members == 1:
            return Compared(compare(incumbent, incumbent - difference))
        groups = draw_groups(repeats, move.members)
        alone, together = (group_losses(one, groups) for one in (incumbent, incumbent - difference))
        return Compared(compare_groups(alone, together, repeats, move.members))

    def _repeats(self, number: int) -> int:
        names = self.plans[number].runs
        if self.world.lane == "hold-out":
            return len(names)
        return len({name.repeat for name, _ in names})

    def _freeze(self, move: Freeze) -> Result:
        return PredictorFrozen("p" * 64, None, "", (("log_loss", 0.5),))

    def _openexam(self, move: OpenExam) -> Result:
        return ExamOpened(1)

    def _scoreexam(self, move: ScoreExam) -> Result:
        result = ExamResult(0.5, Interval(0.4, 0.6, "scripted", ""), {"log_loss": 0.5}, 1500, 1)
        analysis = ErrorAnalysis(None, (), (), None, (), (), (), (), ())
        return ExamScored(result, (("naive", 0.7),), (), analysis)


QUESTION = Question(source="scripted.csv", targets=("y",), budget_seconds=120.0)


def play(bench: ScriptedBench, question: Question = QUESTION) -> Notebook:
    """A whole investigation on this bench."""
    player, notebook = Player(investigate(question)), Notebook(question)
    while moves := player.waiting:
        for move in moves:
            result = bench.perform(move)
            notebook = notebook.append(Entry(move, result, 0.0))
            player.take(move, result)
    return notebook


def plans_of(moves: Sequence[Move]) -> list[Plan]:
    return [move.plan for move in moves if isinstance(move, Train)]
