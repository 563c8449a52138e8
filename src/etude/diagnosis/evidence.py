"""What symptoms and remedies may look at: recorded numbers, never tensors."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean

from etude.records.finding import Finding
from etude.records.plan import Plan
from etude.records.range_test import RangeTest
from etude.records.survey import LengthFacts
from etude.records.trial import Curves, Run, Trial


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
    target_skew:    largest skew of the targets, 0 where one of them falls below 0 (regression).
    naive_loss:     training loss of the naive prediction, nats or standardised squared error.
    linear_loss:    the same of the linear yardstick on rows it did not learn from.
    lengths:        of texts or series; None for a plain table.
    forecast_from:  the best of the simple forecasts that a network may start from; "" where
                    nothing is forecast.
    season:         steps after which a series repeats itself, 1 where it does not.
    device:         where networks are trained: ``cpu``, ``cuda``, ``mps``.
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
    lengths: LengthFacts | None = None
    device: str = "cpu"
    forecast_from: str = ""
    season: int = 1


@dataclass(frozen=True)
class Evidence:
    """One trial, and the facts its numbers are held against."""

    trial: Trial
    facts: Facts

    @property
    def linear_loss(self) -> float:
        """The linear yardstick's loss, where the trial's losses are in its unit; else NaN."""
        return self._comparable(self.facts.linear_loss)

    @property
    def naive_loss(self) -> float:
        """The naive prediction's loss, where the trial's losses are in its unit; else NaN."""
        return self._comparable(self.facts.naive_loss)

    def _comparable(self, loss: float) -> float:
        return loss if self.trial.plan.target_scaling == "standard" else float("nan")

    @property
    def runs(self) -> tuple[Run, ...]:
        """Runs that trained at all."""
        return tuple(run for run in self.trial.runs if run.best_epoch > 0)

    def mean(self, read: Callable[[Run], float]) -> float:
        """Mean over the runs of what ``read`` takes from each; NaN where none trained."""
        values = [read(run) for run in self.runs]
        return fmean(values) if values else float("nan")

    @property
    def train_loss(self) -> float:
        return self.mean(lambda run: run.train_loss)

    @property
    def validation_loss(self) -> float:
        return self.mean(lambda run: run.validation_loss)

    @property
    def relative_gap(self) -> float:
        """How far validation loss lies above training loss, as a share of validation loss."""
        return (self.validation_loss - self.train_loss) / max(self.validation_loss, 1e-12)

    def at_best(self, curve: Callable[[Curves], tuple[float, ...]]) -> float:
        """Mean of a curve at each run's best epoch; NaN where it was not recorded."""
        values = [curve(run.curves)[run.best_epoch - 1] for run in self.runs if curve(run.curves)]
        return fmean(values) if values else float("nan")


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

    @property
    def facts(self) -> Facts:
        return self.evidence.facts
