"""The budget in work units: pure arithmetic on recorded numbers, never a clock."""

from dataclasses import dataclass

from etude.method.lengths_read import shape_read
from etude.method.numbers import (
    ANALYSIS_SECONDS,
    BESIDE,
    EXPECTED_EPOCHS,
    KEPT_BACK,
    LEAST_KEPT_BACK,
    PACKING,
)
from etude.records.moves import Calibrated, Explored, Trained, YardsticksMeasured
from etude.records.plan import Plan
from etude.records.question import Question
from etude.records.shape import NetworkShape
from etude.records.survey import LengthFacts
from etude.records.work import members_side_by_side, work

REFERENCE_SECONDS = 1e-6  # a unit is a microsecond of one core of the reference machine
REFERENCE_WORKERS = 2


def kept_back(budget: float) -> float:
    """Seconds of the budget that the search leaves to what comes after it."""
    return max(KEPT_BACK * budget, min(LEAST_KEPT_BACK, 0.5 * budget))


def exam_seconds(measured: YardsticksMeasured, explored: Explored) -> float:
    """Seconds of the exam, where each yardstick learns all development rows once."""
    split = explored.split
    fits = 5 if split.lane == "cross-validation" else 1
    again = split.development / max(fits * split.train, 1)
    return ANALYSIS_SECONDS + again * measured.seconds


@dataclass
class Ledger:
    """What may be spent and what was; all in seconds of wall clock on this machine.

    Where a study is bounded by --max-trials the reference machine's speed and workers are used,
    so that no decision hangs on how fast this machine happened to be when it was measured.

    spare: of the seconds kept back, those that the exam will not need: for what ships.
    lengths: of texts or series, by which a plan is priced for what it reads of them.
    """

    shape: NetworkShape
    learn_rows: int
    seconds_per_unit: float
    workers: int
    seconds: float
    by_count: bool = False
    spare: float = 0.0
    spent: float = 0.0
    epochs: float = EXPECTED_EPOCHS
    busy_seconds: float = 0.0
    busy_units: float = 0.0
    lengths: LengthFacts | None = None

    @classmethod
    def open(
        cls,
        question: Question,
        calibrated: Calibrated,
        shape: NetworkShape,
        learn_rows: int,
        exam_seconds: float,
        lengths: LengthFacts | None,
    ) -> "Ledger":
        """The ledger right after calibration; the part kept back for the end is taken off."""
        if question.max_trials is not None:
            left = question.budget_seconds - kept_back(question.budget_seconds)
            speed = REFERENCE_SECONDS, REFERENCE_WORKERS
            return cls(shape, learn_rows, *speed, left, by_count=True, lengths=lengths)
        kept = max(kept_back(question.budget_seconds), exam_seconds)
        return cls(
            shape,
            learn_rows,
            calibrated.seconds_per_unit * (BESIDE if calibrated.workers > 1 else 1.0),
            calibrated.workers,
            max(calibrated.seconds_left - kept, 0.0),
            spare=max(kept - exam_seconds, 0.0),
            lengths=lengths,
        )

    @property
    def left(self) -> float:
        """Seconds of wall clock that the search may still take."""
        return self.seconds - self.spent

    @property
    def left_to_ship(self) -> float:
        """Seconds that training what ships may take."""
        return self.left + self.spare

    def epoch_seconds(self, plan: Plan) -> float:
        """Seconds of one epoch of one run on one core."""
        return self._units(plan, epochs=1, runs=1) * self.seconds_per_unit

    def cost(self, plan: Plan, runs: int, *, epochs: float | None = None) -> float:
        """Seconds of wall clock that so many runs of this plan will take, each for the epochs
        that the pilot's runs took where not said otherwise."""
        if runs == 0:
            return 0.0
        usual = self.epochs if epochs is None else epochs
        if members_side_by_side(plan, self.shape, self.learn_rows) == 1:
            # One by one, an odd run keeps one worker busy alone.
            runs = -(-runs // self.workers) * self.workers
        units = self._units(plan, epochs=min(usual, plan.epochs), runs=runs)
        return units * self.seconds_per_unit / (self.workers * PACKING)

    def book(self, result: Trained) -> None:
        """Take a training off what is left, and learn from it how fast this machine is: a guess
        of half a second may have met a busy moment."""
        self.busy_units += result.trial.work
        self.busy_seconds += result.seconds
        if not self.by_count and self.busy_seconds > 0.0:
            self.seconds_per_unit = self.busy_seconds / max(self.busy_units, 1.0)
        self.spent = self.busy_units * self.seconds_per_unit / (self.workers * PACKING)

    def _units(self, plan: Plan, *, epochs: float, runs: int) -> float:
        shape = shape_read(self.shape, self.lengths, plan)
        whole = work(plan, shape, self.learn_rows, 1, runs)
        return whole * epochs
