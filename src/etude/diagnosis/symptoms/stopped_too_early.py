"""Training ended while both losses were still falling."""

import math
from itertools import pairwise

from etude.diagnosis.curve import Trend, best_at_the_end, logarithms, trend
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import NEAR_ZERO, STALLED, behind_yardstick, gain, is_level
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms import diverging_loss
from etude.records.trial import Run

NAME = "stopped too early"
STAGE = "optimisation"
PRIORITY = 70
QUESTION = "Were training and validation loss still falling when training ended?"
MEANING = "There was more to be had from the same network: it had not finished learning."
FIRST = "Train for twice the epochs; then multiply the learning rate by 3."
SOURCE = "guide, Phase 3: increase number of epochs"
BLIND = "Whether the fall would have gone on."

LEAST = 0.05  # of the loss, over the last third of the epochs
CLEAR = 3.0  # standard errors
FEWEST = 4  # epochs, where a third of them is less


def look(evidence: Evidence) -> Seen | None:
    """Fires where both losses fell by at least 5 % over the last third, 3 standard errors clear
    of level, in half of the runs, and do not come down from a leap; a diagnosis where validation
    fell by 2 % of the naive loss, a tenth of that is left, and validation is not level with the
    best yardstick. Of fewer than 4 epochs none may have risen, and validation must be behind it, or
    no 2 % better than knowing nothing."""
    if diverging_loss.look(evidence):
        return None
    falling = [run for run in evidence.runs if _falls(run)]
    if not falling or 2 * len(falling) < len(evidence.trained):
        return _hardly_begun(evidence)
    train, validation = _curves(falling[0])
    epochs = 0 if train is None else train.epochs
    lost = _fall(validation) * evidence.validation_loss
    much = lost >= STALLED * evidence.naive_loss
    left = evidence.validation_loss >= NEAR_ZERO * evidence.naive_loss
    return Seen(
        severity="diagnosis"
        if much and left and not is_level(evidence, is_suspected=True)
        else "note",
        sentence=f"In the last {epochs} of {falling[0].epochs} epochs training loss fell by"
        f" {100 * _fall(train):.0f} % and validation loss by {100 * _fall(validation):.0f} %;"
        " neither had come to rest.",
        numbers={"train_fall": _fall(train), "validation_fall": _fall(validation), "lost": lost},
    )


def _hardly_begun(evidence: Evidence) -> Seen | None:
    """A few epochs, each better than the one before."""
    epochs = max((run.epochs for run in evidence.trained), default=0)
    behind = behind_yardstick(evidence) or _knows_nothing(evidence)
    if not 0 < epochs < FEWEST or not behind or not all(map(_never_rose, evidence.trained)):
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"After {epochs} epoch{'s' * (epochs > 1)} training loss was still falling,"
        f" and {behind}.",
        numbers={"epochs": float(epochs), "validation_loss": evidence.validation_loss},
    )


def _knows_nothing(evidence: Evidence) -> str:
    loss = best_at_the_end(evidence, lambda curves: curves.validation_loss, min)
    is_weighed = evidence.setup.loss_is_plain is False  # and so in another unit
    if is_weighed or is_level(evidence) or not gain(evidence, loss) < STALLED:
        return ""
    naive = f"knowing nothing gives {evidence.naive_loss:.4g}"
    return f"validation loss ended at {loss:.4g}, where {naive}"


def _never_rose(run: Run) -> bool:
    first = () if run.initial_loss is None else (run.initial_loss,)
    losses = (*first, *run.curves.train_loss)
    return len(losses) > 1 and all(later < earlier for earlier, later in pairwise(losses))


def _curves(run: Run) -> tuple[Trend | None, Trend | None]:
    losses = run.curves.train_loss, run.curves.validation_loss
    training, validation = (trend(logarithms(one), FEWEST) for one in losses)
    return training, validation


def _falls(run: Run) -> bool:
    return all(one is not None and one.z < -CLEAR and _fall(one) >= LEAST for one in _curves(run))


def _fall(one: Trend | None) -> float:
    """Share of the loss that the line lost from its first to its last epoch."""
    return 0.0 if one is None or one.rise >= 0 else 1.0 - math.exp(one.rise)
