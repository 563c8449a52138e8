"""A run is one plan, one seed, one fold; a trial is all runs of one plan at one stage."""

from dataclasses import dataclass, field
from typing import Literal

from etude.records.plan import Plan

Outcome = Literal["finished", "diverged", "dropped"]


@dataclass(frozen=True)
class Curves:
    """What a run recorded once an epoch; every tuple has one number an epoch.

    train_loss:       loss on training rows in evaluation mode on a fixed sample (at most 4,096
                      rows), nats per row or standardised squared error, without penalties.
    validation_loss:  the same on the stop rows (all of them).
    train_accuracy, validation_accuracy: share right (classification, else empty).
    learning_rate:    the rate in force during the epoch.
    gradient_norm:    median length of the whole gradient over the epoch's steps.
    update_ratio:     median |change of weights| / |weights| of the epoch.
    dead_share:       share of hidden units never active on the probe rows (ReLU family).
    saturated_share:  share of hidden activations near their bounds (tanh, sigmoid), else 0.
    largest_class_share: share of validation rows given to the class predicted most.
    validation_rise: paired z of validation losses, row by row, against the best epoch before.
    first_last_gradient: median length of the first layer's gradient over that of the last.
    gradient_spike: longest gradient of the epoch over the median one, as they are stepped with.
    clipped_share:  share of the epoch's steps whose gradient was shortened.
    penalty_share:  length of the penalties' gradient over that of the data; of a decay beside the
                    optimizer, how far it moves the weights over how far the optimizer does.
    prediction_spread: standard deviation of predicted numbers over that of the true ones.
    positive_share: share of predicted numbers above 0.

    Only watched loops and files record what follows:

    seconds:        of the epoch; a study's runs must not hang on a clock.
    answers_loss:   of the probe's training rows in evaluation mode, by the loss alone, whatever the
                    loop adds to it.
    kept_statistics_loss, batch_statistics_loss: loss on the probe's training rows with the
                    statistics that batch normalisation kept, and with those of the batches.
    """

    train_loss: tuple[float, ...] = ()
    validation_loss: tuple[float, ...] = ()
    train_accuracy: tuple[float, ...] = ()
    validation_accuracy: tuple[float, ...] = ()
    learning_rate: tuple[float, ...] = ()
    gradient_norm: tuple[float, ...] = ()
    update_ratio: tuple[float, ...] = ()
    dead_share: tuple[float, ...] = ()
    saturated_share: tuple[float, ...] = ()
    largest_class_share: tuple[float, ...] = ()
    validation_rise: tuple[float, ...] = ()
    first_last_gradient: tuple[float, ...] = ()
    gradient_spike: tuple[float, ...] = ()
    clipped_share: tuple[float, ...] = ()
    penalty_share: tuple[float, ...] = ()
    prediction_spread: tuple[float, ...] = ()
    positive_share: tuple[float, ...] = ()
    seconds: tuple[float, ...] = ()
    answers_loss: tuple[float, ...] = ()
    kept_statistics_loss: tuple[float, ...] = ()
    batch_statistics_loss: tuple[float, ...] = ()


@dataclass(frozen=True)
class Run:
    """One training: one plan, one seed, one fold.

    fold:       name of the rows used, ``hold-out`` or ``repeat 3 fold 2``.
    best_epoch: epoch (from 1) whose weights were kept; 0 where the run diverged at once.
    epochs:     epochs trained.
    steps:      weight updates made.
    outcome:    ``finished``, ``diverged`` (non-finite), ``dropped`` (could no longer win).
    initial_loss: training loss before the first step; None where it was not measured.
    """

    seed: int
    fold: str
    best_epoch: int
    epochs: int
    steps: int
    outcome: Outcome
    curves: Curves = field(default_factory=Curves)
    initial_loss: float | None = None

    @property
    def validation_loss(self) -> float:
        """Validation loss of the weights that were kept; infinity where there are none, NaN where
        it was not recorded."""
        return self._kept(self.curves.validation_loss)

    @property
    def train_loss(self) -> float:
        """Training loss of the weights that were kept; infinity where there are none, NaN where
        it was not recorded."""
        return self._kept(self.curves.train_loss)

    def _kept(self, losses: tuple[float, ...]) -> float:
        if self.best_epoch == 0:
            return float("inf")
        return losses[self.best_epoch - 1] if self.best_epoch <= len(losses) else float("nan")


@dataclass(frozen=True)
class Trial:
    """All runs of one plan at one stage of the study.

    number: place in the study, from 1; the folder of the trial is ``trials/NNN``.
    stage:  ``pilot``, ``control``, ``screen``, ``confirm``, ``curve`` or ``final``.
    work:   work units spent (microseconds of the reference machine), a pure function of the
            plan, the rows and the epochs; never a measured time.
    """

    number: int
    plan: Plan
    stage: str
    runs: tuple[Run, ...]
    work: float
