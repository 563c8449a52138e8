"""Training ended while both losses were still falling."""

import math

from etude.diagnosis.curve import Trend, logarithms, trend
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import STALLED
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
    fell by 2 % of the naive loss."""
    falling = [run for run in evidence.runs if _falls(run)]
    if not falling or 2 * len(falling) < len(evidence.trained) or diverging_loss.look(evidence):
        return None
    train, validation = _curves(falling[0])
    epochs = 0 if train is None else train.epochs
    lost = _fall(validation) * evidence.validation_loss
    return Seen(
        severity="diagnosis" if lost >= STALLED * evidence.naive_loss else "note",
        sentence=f"In the last {epochs} of {falling[0].epochs} epochs training loss fell by"
        f" {100 * _fall(train):.0f} % and validation loss by {100 * _fall(validation):.0f} %;"
        " neither had come to rest.",
        numbers={"train_fall": _fall(train), "validation_fall": _fall(validation), "lost": lost},
    )


def _curves(run: Run) -> tuple[Trend | None, Trend | None]:
    losses = run.curves.train_loss, run.curves.validation_loss
    training, validation = (trend(logarithms(one), FEWEST) for one in losses)
    return training, validation


def _falls(run: Run) -> bool:
    return all(one is not None and one.z < -CLEAR and _fall(one) >= LEAST for one in _curves(run))


def _fall(one: Trend | None) -> float:
    """Share of the loss that the line lost from its first to its last epoch."""
    return 0.0 if one is None or one.rise >= 0 else 1.0 - math.exp(one.rise)
