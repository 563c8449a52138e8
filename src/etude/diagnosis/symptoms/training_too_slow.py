"""Training loss falls, so slowly that it will not arrive."""

import math

from etude.diagnosis.curve import Trend, logarithms, trend
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import harm
from etude.diagnosis.seen import Seen
from etude.records.trial import Run

NAME = "training too slow"
STAGE = "optimisation"
PRIORITY = 65
QUESTION = "Does training loss fall steadily, by less than 5 % over the last third of the epochs?"
MEANING = "The steps are too small for the way that is left."
FIRST = "Multiply the learning rate by 3; then a larger batch, for cheaper epochs."
SOURCE = "guide, When to Change What: training too slow; Learning Rate, too low: multiply by 2-5"
BLIND = "A curve that has nearly arrived falls slowly as well; only the harm tells the two apart."

EPOCHS = 20  # guide, Quick Diagnosis
LEAST = 0.05  # of the loss, over the last third of the epochs
CLEAR = 3.0  # standard errors


def look(evidence: Evidence) -> Seen | None:
    """Fires on a fall that is clear of noise and small, with harm to training: of the training loss
    after 20 epochs, before them only where validation loss falls as clearly."""
    slow = [one for one in map(_fall, evidence.trained) if one is not None]
    harmed = harm(evidence)
    if not slow or 2 * len(slow) < len(evidence.trained) or not harmed:
        return None
    fastest = min(slow, key=lambda one: one.rise)
    fall = 1.0 - math.exp(fastest.rise)
    return Seen(
        severity="diagnosis",
        sentence=f"Over the last {fastest.epochs} epochs training loss fell steadily, by"
        f" {100 * fall:.2g} % only; {harmed}.",
        numbers={"fall": fall, "epochs": float(fastest.epochs)},
    )


def _fall(run: Run) -> Trend | None:
    """The slow fall of a training loss; None where it is none, or may be one of noise."""
    training, validation = (
        trend(logarithms(one)) for one in (run.curves.train_loss, run.curves.validation_loss)
    )
    if training is None or not _is_clear(training) or 1.0 - math.exp(training.rise) >= LEAST:
        return None
    is_seen_twice = validation is not None and _is_clear(validation)
    return training if run.epochs >= EPOCHS or is_seen_twice else None


def _is_clear(one: Trend) -> bool:
    return one.z < -CLEAR
