"""Training had made progress and has come to rest."""

from etude.diagnosis.curve import Trend, logarithms, trend
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import NEAR_ZERO, STALLED, gain
from etude.diagnosis.seen import Seen
from etude.records.trial import Run

NAME = "plateau after progress"
STAGE = "optimisation"
PRIORITY = 80
QUESTION = "Have training and validation loss come to rest at a learning rate that never fell?"
MEANING = "Steps of this size circle around the valley's bottom, or there is no more to learn."
FIRST = "Halve the learning rate when validation stagnates, once; if that brings nothing, stop."
SOURCE = "guide, ReduceLROnPlateau: patience 5-10, divide by 2"
BLIND = "Whether there is more to learn."

EPOCHS = 10  # at rest, at least (guide: patience 5-10)
LEVEL = 0.02  # of the loss: less is rest


def look(evidence: Evidence) -> Seen | None:
    """A note where half of the runs rest for 10 epochs: it is how every good training ends too."""
    resting = [run for run in evidence.runs if _rests(run)]
    left, reached = evidence.train_loss, gain(evidence, evidence.train_loss)
    if not resting or 2 * len(resting) < len(evidence.trained):
        return None
    if not (reached > STALLED and left > NEAR_ZERO * evidence.naive_loss):
        return None
    return Seen(
        severity="note",
        sentence=f"In the last third of {resting[0].epochs} epochs training and validation loss"
        f" changed by less than {100 * LEVEL:.0f} %, at a learning rate that did not fall.",
        numbers={"train_loss": left, "gain": reached},
    )


def _rests(run: Run) -> bool:
    curves = run.curves
    rates = curves.learning_rate
    losses = curves.train_loss, curves.validation_loss
    never_fell = bool(rates) and min(rates) == max(rates)
    return never_fell and all(_is_level(trend(logarithms(one))) for one in losses)


def _is_level(one: Trend | None) -> bool:
    return one is not None and one.epochs >= EPOCHS and abs(one.rise) < LEVEL
