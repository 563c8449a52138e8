"""Moves and their results: everything a study can do, and what comes back.

The deciding rooms make moves, the performing rooms answer each with its result, the notebook
keeps both. A move holds all that performing needs, so it can be done again, elsewhere, alone.
"""

from dataclasses import dataclass, field

from etude.records.change import Change
from etude.records.column import Schema
from etude.records.comparison import Comparison
from etude.records.exam import ErrorAnalysis, ExamResult
from etude.records.finding import Finding
from etude.records.inside import Inside
from etude.records.note import Note
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.records.range_test import RangeTest
from etude.records.sanity import SanityCheck
from etude.records.shape import NetworkShape
from etude.records.split import FoldName, Split
from etude.records.survey import Survey
from etude.records.trial import Trial
from etude.records.verdict import Verdict

# --- performed on the data -------------------------------------------------------------------


@dataclass(frozen=True)
class Seal:
    """Read the data and put the test rows away, before anything else looks at them."""


@dataclass(frozen=True)
class Sealed:
    """fingerprint: SHA-256 of the data; rows: in the source; test_rows: sealed away;
    notes: what reading and splitting did; openings_before: how often the test rows of these
    data were opened by earlier studies in the same folder."""

    fingerprint: str
    rows: int
    test_rows: int
    openings_before: int
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Explore:
    """Type, clean and survey the rows that are not sealed; settle the problem and the split."""


@dataclass(frozen=True)
class Explored:
    """What is known of the data; ``shape`` is that of the network's two ends."""

    problem: Problem
    schema: Schema
    survey: Survey
    split: Split
    shape: NetworkShape
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class MeasureYardsticks:
    """Fit the cheap references and score them where plans are compared."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class YardsticksMeasured:
    """scores: deciding metric by name on the judging rows (cross-validation: out of fold, one
    repeat); losses: mean unit loss by name; units: rows judged.
    reference_loss: training loss (nats, or standardised squared error) of the naive prediction;
    linear_loss: the same of the linear yardstick. seconds: that the move took, by which the
    exam's are foretold."""

    scores: tuple[tuple[str, float], ...]
    losses: tuple[tuple[str, float], ...]
    units: int
    reference_loss: float
    linear_loss: float
    seconds: float = 0.0


@dataclass(frozen=True)
class Calibrate:
    """Time a few real steps of this plan, so that the budget becomes work units."""

    plan: Plan


@dataclass(frozen=True)
class Calibrated:
    """seconds_per_unit: measured seconds of one core per predicted microsecond of work;
    workers: trainings that run side by side; seconds_left: of the budget, at this moment."""

    seconds_per_unit: float
    workers: int
    seconds_left: float


@dataclass(frozen=True)
class CheckSanity:
    """Checks that need no full training, before the baseline."""

    plan: Plan


@dataclass(frozen=True)
class SanityChecked:
    """The checks, passed or not."""

    checks: tuple[SanityCheck, ...]


@dataclass(frozen=True)
class TestRange:
    """The learning-rate range test."""

    plan: Plan


@dataclass(frozen=True)
class RangeTested:
    """What the sweep of the rate showed."""

    test: RangeTest


# --- trained and compared --------------------------------------------------------------------


@dataclass(frozen=True)
class Train:
    """Train one plan on some folds and seeds: one trial.

    number:    place in the study; its folder is ``trials/NNN``.
    stage:     ``pilot``, ``control``, ``screen``, ``confirm``, ``curve`` or ``final``.
    runs:      (fold, seed) of each run. ``final`` runs learn from all development rows.
    change:    the change under trial; None for the baseline and the incumbent's own runs.
    share:     of the learn rows that are learned from, below 1 for a learning curve.
    reference: validation-loss curve of the incumbent: a run far behind it is dropped early.
    shuffled:  whether the steps of every sequence are shuffled, to show what their order brings.
    """

    number: int
    plan: Plan
    stage: str
    runs: tuple[tuple[FoldName, int], ...]
    change: Change | None = None
    share: float = 1.0
    reference: tuple[float, ...] = ()
    shuffled: bool = False


@dataclass(frozen=True)
class Trained:
    """trial: its runs with their curves; its plan is the move's, but for a batch halved because
    memory did not hold it. losses: mean unit loss of the deciding metric, one a
    repeat, on the rows that screening may look at (hold-out: stop rows; cross-validation: out
    of fold). seconds: that the move took where it was performed, a recorded fact by which the
    budget corrects its guess of this machine's speed."""

    trial: Trial
    losses: tuple[float, ...]
    seconds: float = 0.0


@dataclass(frozen=True)
class Compare:
    """Compare two plans on the judging rows by their trials; ``members`` > 1 compares the
    average of so many networks of the candidate with single networks of the incumbent."""

    incumbent: tuple[int, ...]
    candidate: tuple[int, ...]
    members: int = 1


@dataclass(frozen=True)
class Compared:
    """What was measured; the verdict is a decision of its own."""

    comparison: Comparison


# --- decided, and only written down ----------------------------------------------------------


@dataclass(frozen=True)
class BeginPhase:
    """A phase of the method begins; ``reason`` says why, with numbers."""

    phase: str
    reason: str


@dataclass(frozen=True)
class Diagnose:
    """Findings on a trial: what its curves mean."""

    trial: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Screened:
    """The race of one phase: candidates with their screening loss as a gain on the incumbent's,
    best first; ``chosen`` goes on to be confirmed, "" where none looked better; ``unpaid``
    looked better too, but what was left did not pay for confirming them."""

    gains: tuple[tuple[str, float], ...]
    chosen: str
    sentence: str
    unpaid: tuple[str, ...] = ()


@dataclass(frozen=True)
class MoreData:
    """What further rows would bring. points: (learn rows, validation loss), rows ascending;
    doubled: share of the loss that twice the rows would likely save."""

    points: tuple[tuple[int, float], ...]
    doubled: float
    sentence: str


@dataclass(frozen=True)
class Judge:
    """A verdict on one change."""

    verdict: Verdict
    change: Change


@dataclass(frozen=True)
class Remark:
    """Something decided that a reader should know, in one sentence, under a short name."""

    about: str
    sentence: str


@dataclass(frozen=True)
class Noted:
    """The answer to a move that needs no performing."""


# --- the end ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Freeze:
    """Put the predictor together from trained networks, with calibration and threshold.

    trials: where the networks come from. members: how many of them ship, in their order.
    judged: trials whose outputs on the judging rows choose the threshold and are reported.
    """

    plan: Plan
    trials: tuple[int, ...]
    members: int
    judged: tuple[int, ...]


@dataclass(frozen=True)
class PredictorFrozen:
    """hash: SHA-256 over the model's files; threshold and its reason; validation metrics of
    the frozen predictor's plan on the judging rows; inside: what goes on in a network of texts or
    series while it reads one of them, None for others."""

    hash: str
    threshold: float | None
    threshold_reason: str
    validation: tuple[tuple[str, float], ...]
    inside: Inside | None = None


@dataclass(frozen=True)
class OpenExam:
    """Open the sealed rows, for this predictor alone."""

    predictor: str


@dataclass(frozen=True)
class ExamOpened:
    """openings: how often the rows of this study were opened, this time included."""

    openings: int


@dataclass(frozen=True)
class ScoreExam:
    """Score the frozen predictor and the yardsticks on the test rows."""

    predictor: str
    yardsticks: tuple[str, ...]


@dataclass(frozen=True)
class ExamScored:
    """result: the predictor's score with its interval. yardsticks: test score by name.
    against: paired comparison of the predictor with each yardstick on the test rows, as share
    of the yardstick's loss saved (gain, low, high). analysis: where it fails."""

    result: ExamResult
    yardsticks: tuple[tuple[str, float], ...]
    against: tuple[tuple[str, tuple[float, float, float]], ...]
    analysis: ErrorAnalysis


@dataclass(frozen=True)
class OutOfTime:
    """The wall guard fired: this move was not performed, the study goes to its end."""

    seconds: float = field(default=0.0)


Move = (
    Seal | Explore | MeasureYardsticks | Calibrate | CheckSanity | TestRange | Train | Compare
    | BeginPhase | Diagnose | Screened | MoreData | Judge | Remark | Freeze | OpenExam | ScoreExam
)  # fmt: skip
Result = (
    Sealed | Explored | YardsticksMeasured | Calibrated | SanityChecked | RangeTested | Trained
    | Compared | Noted | PredictorFrozen | ExamOpened | ExamScored | OutOfTime
)  # fmt: skip
DECISIONS = (BeginPhase, Diagnose, Screened, MoreData, Judge, Remark)
