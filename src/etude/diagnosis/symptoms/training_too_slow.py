"""Training loss falls, so slowly that it will not arrive."""

import math

from etude.diagnosis.curve import Trend, logarithms, trend
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import harm
from etude.diagnosis.seen import Seen

NAME = "training too slow"
STAGE = "optimisation"
PRIORITY = 65
QUESTION = "Does training loss fall steadily, by less than 5 % in a third of the epochs?"
MEANING = "The steps are too small for the way that is left."
FIRST = "Multiply the learning rate by 3; then a larger batch, for cheaper epochs."
SOURCE = "guide, When to Change What: training too slow; Learning Rate, too low: multiply by 2-5"
BLIND = "A curve that has nearly arrived falls slowly as well; only the harm tells the two apart."

EPOCHS = 20  # guide, Quick Diagnosis
LEAST = 0.05  # of the loss, over the last third of the epochs
CLEAR = 3.0  # standard errors


def look(evidence: Evidence) -> Seen | None:
    """Fires after 20 epochs on a fall that is clear of noise and small, with harm to training."""
    trends = [
        trend(logarithms(run.curves.train_loss)) for run in evidence.trained if run.epochs >= EPOCHS
    ]
    slow = [one for one in trends if one is not None and _is_slow(one)]
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


def _is_slow(one: Trend) -> bool:
    return one.z < -CLEAR and 1.0 - math.exp(one.rise) < LEAST
