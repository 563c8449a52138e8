"""What symptoms and remedies may look at: recorded numbers, never tensors."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from etude.records.finding import Finding
from etude.records.plan import Plan
from etude.records.pretrained import Pretrained
from etude.records.range_test import RangeTest
from etude.records.sanity import SanityCheck
from etude.records.setup import Setup
from etude.records.survey import LengthFacts
from etude.records.trial import Curves, Run


@dataclass(frozen=True)
class Mark:
    """What a cheap model reaches on the validation rows.

    name:     in the plural. accuracy, loss: NaN where unknown.
    error:    standard error of the difference to the network trained here, row by row: of
              accuracies where answers are counted, else of losses; NaN where rows are not paired.
    gain_error: the same of the difference to the best plain dense network, of one that reads
              columns otherwise. columns: places, from 0, of those that it does so, or leaves out;
              none where it is all of them.
    order:    rank correlation of its answers with the targets, where these are numbers and the loss
              is a person's own, whose unit nobody knows; else NaN.
    """

    name: str
    accuracy: float
    loss: float
    error: float = math.nan
    gain_error: float = math.nan
    columns: tuple[int, ...] = ()
    order: float = math.nan

    @property
    def place(self) -> tuple[float, float]:
        """Lower is better: by right answers where they are counted, or by order, then by loss."""
        share = self.order if math.isnan(self.accuracy) else self.accuracy
        return (
            0.0 if math.isnan(share) else -share,
            math.inf if math.isnan(self.loss) else self.loss,
        )


@dataclass(frozen=True)
class Facts:
    """Measured facts about the problem that rules read.

    learn_rows:     rows that one run learns from.
    number_columns, category_columns: inputs in use.
    skewed_columns: number columns whose |skew| is above 2.
    outlier_columns: number columns with values beyond 3 interquartile ranges.
    classes:        number of classes, 0 for regression.
    rarest_share:   share of the rarest class, 1 for regression.
    majority_share: share of the largest class, 0 for regression.
    target_outliers: target values beyond 3 interquartile ranges (regression).
    target_skew:    largest skew of the targets, 0 where one of them falls below 0 (regression), and
                    for forecasts.
    naive_loss:     training loss of the naive prediction, nats or standardised squared error.
    linear_loss:    the same of the linear yardstick on rows it did not learn from.
    trees_loss:     loss of boosted trees by the deciding metric, as plans are compared by it; NaN
                    where there are none.
    yardstick:      the cheap model that does best on the validation rows, of those that read them
                    as they are, "" where unknown.
    yardstick_loss: lowest loss of a cheap model on the validation rows, in the unit of the runs'
                    losses. yardstick_accuracy: the highest accuracy; each NaN where unknown.
    yardstick_rows: validation rows that these are measured on; 0 where unknown.
    yardstick_error: standard error of the difference to what the network trained here has on the
                    same rows at the last look; NaN where rows cannot be paired.
    marks:          the same of every cheap model, those among them that read columns otherwise.
    answers_order:  size of the rank correlation of the network's own answers with the targets,
                    where the marks have one as well; else NaN.
    parts_yardstick: the cheap model that does best on learning rows left out; "" where unknown.
    left_out_score, judged_score: its share of right answers, as the mean over the classes, or R2,
                    there and on validation rows.
    parts_error:    standard error of the difference of the two.
    alone_yardstick: the cheap model that does best on validation rows once it has learned other
                    validation rows; "" where unknown. alone_score, taught_score: its score, and the
                    best one of a cheap model that has learned all training rows, which are no
                    fewer. alone_error: standard error of the difference, row by row.
    apart_class:    the class whose share differs most between training and validation rows; -1 for
                    numbers. learned_share, validation_share: its share of either; of numbers their
                    mean, from that of the training rows in their deviations; NaN where unknown, and
                    where the classes of the training rows were made even. shares_error: standard
                    error of the difference.
    telling_column: the input column, from 0, that tells the target alone, -1 for none;
                    telling_share: its share of right answers to validation rows, or of their
                    variance; NaN for none.
    lengths:        of texts or series; None for a plain table.
    pretrained:     the encoder that was asked for; None where none was.
    synonyms:       share of all tokens that a person's lexicon has synonyms of; 0 without one.
    forecast_from:  the best of the simple forecasts that a network may start from; "" where
                    nothing is forecast.
    season:         steps after which a series repeats itself, 1 where it does not.
    device:         where networks are trained: ``cpu``, ``cuda``, ``mps``.
    validation_rows: rows that validation curves are measured on; 0 where unknown.
    probe_rows:     training rows that training accuracy is measured on; 0 for all, 4,096 at most.
    step_rows:      rows that a step of the optimizer is of, more than a batch where gradients of
                    several are gathered; 0 where unknown.
    shown_rows:     rows that the network is shown in an epoch, where the loop says when one ends,
                    else in all of its training; given_rows: those that there are by what the
                    yardsticks were given; each 0 where unknown.
    target_positive_share, target_negative_share: shares of the targets above and below 0 as the
                    network learns them (regression); NaN where unknown.
    """

    learn_rows: int
    number_columns: int
    category_columns: int
    skewed_columns: int
    outlier_columns: int
    classes: int
    rarest_share: float
    majority_share: float
    target_outliers: int
    target_skew: float
    naive_loss: float
    linear_loss: float
    trees_loss: float = math.nan
    yardstick: str = ""
    yardstick_loss: float = math.nan
    yardstick_accuracy: float = math.nan
    yardstick_rows: int = 0
    yardstick_error: float = math.nan
    marks: tuple[Mark, ...] = ()
    answers_order: float = math.nan
    parts_yardstick: str = ""
    left_out_score: float = math.nan
    judged_score: float = math.nan
    parts_error: float = math.nan
    alone_yardstick: str = ""
    alone_score: float = math.nan
    taught_score: float = math.nan
    alone_error: float = math.nan
    apart_class: int = -1
    learned_share: float = math.nan
    validation_share: float = math.nan
    shares_error: float = math.nan
    telling_column: int = -1
    telling_share: float = math.nan
    lengths: LengthFacts | None = None
    pretrained: Pretrained | None = None
    synonyms: float = 0.0
    device: str = "cpu"
    forecast_from: str = ""
    season: int = 1
    validation_rows: int = 0
    probe_rows: int = 0
    step_rows: int = 0
    shown_rows: int = 0
    given_rows: int = 0
    target_positive_share: float = math.nan
    target_negative_share: float = math.nan

    def mark(self, *names: str) -> Mark | None:
        """The best of the cheap models of these names; None where none of them was asked."""
        asked = [one for one in self.marks if one.name in names]
        return min(asked, key=lambda one: one.place, default=None)


@dataclass(frozen=True)
class Evidence:
    """The runs of one training, and the facts that their numbers are held against.

    trained:     all runs, also those that diverged at once; none before training.
    setup:       what is known of the network and its loop.
    checks:      what was measured before training.
    """

    trained: tuple[Run, ...]
    facts: Facts
    setup: Setup = field(default_factory=Setup)
    checks: tuple[SanityCheck, ...] = ()

    @property
    def linear_loss(self) -> float:
        """The linear yardstick's loss, in the unit of the runs' losses; NaN where unknown."""
        return self.facts.linear_loss

    @property
    def naive_loss(self) -> float:
        """The naive prediction's loss, in the unit of the runs' losses; NaN where unknown."""
        return self.facts.naive_loss

    @property
    def runs(self) -> tuple[Run, ...]:
        """Runs that trained at all."""
        return tuple(run for run in self.trained if run.best_epoch > 0)

    def check(self, name: str) -> SanityCheck | None:
        """The check of this name, None where it was not made."""
        return next((one for one in self.checks if one.name == name), None)

    def checked(self, name: str, number: str) -> float:
        """A number of this check; NaN where the check was not made or has no such number."""
        check = self.check(name)
        return math.nan if check is None else check.numbers.get(number, math.nan)

    def mean(self, read: Callable[[Run], float]) -> float:
        """Mean over the runs of what ``read`` takes from each; NaN where none trained, or where
        it is not finite in one of them."""
        return _mean([read(run) for run in self.runs])

    @property
    def train_loss(self) -> float:
        return self.mean(lambda run: run.train_loss)

    @property
    def validation_loss(self) -> float:
        return self.mean(lambda run: run.validation_loss)

    @property
    def relative_gap(self) -> float:
        """How far validation loss lies above training loss, as a share of validation loss; NaN
        where one of them is unknown."""
        return (self.validation_loss - self.train_loss) / max(self.validation_loss, 1e-12)

    def at_best(self, curve: Callable[[Curves], tuple[float, ...]]) -> float:
        """Mean of a curve at each run's best epoch; NaN where it was not recorded."""
        reached = [run for run in self.runs if len(curve(run.curves)) >= run.best_epoch]
        return _mean([curve(run.curves)[run.best_epoch - 1] for run in reached])


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values and math.isfinite(sum(values)) else math.nan


@dataclass(frozen=True)
class Situation:
    """What a remedy reads before it offers changes: the incumbent plan and all that is known."""

    plan: Plan
    evidence: Evidence
    findings: tuple[Finding, ...]
    range_test: RangeTest | None = None

    def finding(self, symptom: str) -> Finding | None:
        """The finding of this symptom, None where it was not seen."""
        return next((one for one in self.findings if one.symptom == symptom), None)

    def diagnosed(self, *symptoms: str) -> Finding | None:
        """The first of these symptoms that was seen with its harm, None where none was."""
        found = (self.finding(symptom) for symptom in symptoms)
        return next((one for one in found if one and one.severity == "diagnosis"), None)

    @property
    def facts(self) -> Facts:
        return self.evidence.facts
