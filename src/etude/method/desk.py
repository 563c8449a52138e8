"""What the investigation has before it: the problem, the incumbent, what was tried and spent."""

import math
from dataclasses import dataclass, field, replace

from etude.diagnosis.evidence import Evidence, Facts
from etude.method.budget import Ledger
from etude.method.numbers import CONFIRMATIONS, SHIP_CONFIRMATIONS, SIGNIFICANCE
from etude.records.change import Change
from etude.records.finding import Finding
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.records.question import Question
from etude.records.range_test import RangeTest
from etude.records.setup import setup_of
from etude.records.split import FoldName, Split
from etude.records.trial import Run

SCREENING_SEED = 900_000  # screening seeds are never used again

RunName = tuple[FoldName, int]


@dataclass(frozen=True)
class Standing:
    """A plan with its trained repeats.

    name:     how the plan came about, for sentences.
    trials:   (repeat numbers, trial number) of each part trained for comparison, in order.
    runs:     all runs of the parts.
    losses:   loss of each repeat on the rows that screening may look at.
    screened: mean loss of the screening repeats; None where they were not trained.
    """

    plan: Plan
    name: str
    trials: tuple[tuple[tuple[int, ...], int], ...] = ()
    runs: tuple[Run, ...] = ()
    losses: tuple[float, ...] = ()
    screened: float | None = None

    @property
    def repeats(self) -> tuple[int, ...]:
        return tuple(number for repeats, _ in self.trials for number in repeats)

    def numbers(self, upto: int) -> tuple[int, ...]:
        """Trial numbers whose repeats are all within 1 .. ``upto``."""
        return tuple(number for repeats, number in self.trials if max(repeats) <= upto)

    def reference(self) -> tuple[float, ...]:
        """Mean validation-loss curve of the runs, as long as the shortest of them."""
        curves = [run.curves.validation_loss for run in self.runs if run.best_epoch]
        length = min((len(curve) for curve in curves), default=0)
        return tuple(sum(curve[e] for curve in curves) / len(curves) for e in range(length))


@dataclass
class Desk:
    """The state of an investigation; it is rebuilt by replaying the notebook, never stored."""

    question: Question
    problem: Problem
    split: Split
    facts: Facts
    ledger: Ledger
    range_test: RangeTest | None = None
    incumbent: Standing = field(default_factory=lambda: Standing(Plan(), "baseline"))
    findings: tuple[Finding, ...] = ()
    repeats: int = 0
    screening: tuple[int, ...] = (0,)
    trials: int = 0
    candidates: int = 0
    confirmations: int = 0
    tried: set[str] = field(default_factory=set)
    kept: list[tuple[Change, Plan]] = field(default_factory=list)
    raced: tuple[Standing, ...] = ()
    reserve: float = 0.0
    branch_opened: bool = False

    @property
    def cross_validated(self) -> bool:
        return self.split.lane == "cross-validation"

    @property
    def threshold(self) -> float:
        """p that a confirmation must stay below: 0.05 shared out over the whole study."""
        return SIGNIFICANCE / CONFIRMATIONS[self.split.lane]

    @property
    def evidence_left(self) -> int:
        """Confirmations that the search may still spend; those for shipping are kept apart."""
        lane = self.split.lane
        return CONFIRMATIONS[lane] - SHIP_CONFIRMATIONS[lane] - self.confirmations

    @property
    def seconds_left(self) -> float:
        """Seconds that the search may still spend; what shipping will take is kept apart."""
        return self.ledger.left - self.reserve

    @property
    def candidates_left(self) -> int:
        most = self.question.max_trials
        return 10**6 if most is None else most - self.candidates

    def keep(self, candidate: Standing, change: Change) -> None:
        """The candidate becomes the incumbent; the change is remembered with the plan it left."""
        self.kept.append((change, self.incumbent.plan))
        self.incumbent = candidate

    def evidence(self) -> Evidence:
        """The incumbent's runs as one trial, for symptoms to look at."""
        return self.evidence_of(self.incumbent)

    def evidence_of(self, standing: Standing) -> Evidence:
        facts = self.facts
        if standing.plan.target_scaling != "standard":  # its losses are in another unit
            facts = replace(facts, naive_loss=math.nan, linear_loss=math.nan)
        return Evidence(standing.runs, facts, setup_of(standing.plan))

    def screening_loss(self, standing: Standing) -> float | None:
        """What candidates are screened against: on hold-out the mean of the standing's repeats
        on the stop rows, in cross-validation its own screening repeat (the same folds)."""
        if self.cross_validated or not standing.losses:
            return standing.screened
        return sum(standing.losses) / len(standing.losses)

    def next_number(self) -> int:
        self.trials += 1
        return self.trials

    def runs(self, repeats: tuple[int, ...]) -> tuple[RunName, ...]:
        """Folds and seeds of these repeats (1, 2, ...: comparison; 0, -1, ...: screening)."""
        return tuple(run for repeat in repeats for run in self._repeat(repeat))

    def _repeat(self, repeat: int) -> tuple[RunName, ...]:
        drawn = repeat if repeat > 0 else SCREENING_SEED - repeat
        base = self.question.seed * 1_000_003 + drawn
        if not self.cross_validated:
            return ((FoldName(0, 0), base),)
        return tuple((FoldName(repeat, part), base * 10 + part) for part in range(5))

    def halves(self, repeats: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Repeats 1 .. R in two halves; futility is looked at between them."""
        middle = repeats // 2
        return tuple(range(1, middle + 1)), tuple(range(middle + 1, repeats + 1))


def shares(repeats: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Repeats in two trainings that may run side by side. Always two, whatever the number of
    workers: how runs are grouped is part of what they are."""
    middle = (len(repeats) + 1) // 2
    return tuple(part for part in (repeats[:middle], repeats[middle:]) if part)
