"""The loss is below 0, where it cannot be."""

import math

from etude.diagnosis.curve import at_most_at_the_end, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms.first_loss_too_high import first_loss

NAME = "loss below 0"
STAGE = "numerics"
PRIORITY = 7
QUESTION = "Is the loss that is trained on below 0, though its kind is never so?"
MEANING = "The sign is turned, or a term is added that falls without end: training makes it worse."
FIRST = "Look at the sign of the loss and of every term that is added to it."
SOURCE = "Tobin 2019, Troubleshooting Deep Neural Networks: flipped sign in the loss"
BLIND = (
    "Losses of one's own, and what a loop makes of the losses of single rows: they may be so."
    " Absolute errors, and logs on disk, which do not say who reduced the loss."
)

# Kinds that cannot be below 0 on targets that fit them.
NEVER_BELOW = (
    *("cross_entropy", "binary_cross_entropy", "binary_cross_entropy_with_logits"),
    *("mse", "huber", "smooth_l1"),
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where it began or ended so; a diagnosis with harm."""
    first = typical(evidence, first_loss)
    last = at_most_at_the_end(evidence, lambda curves: curves.train_loss)
    lowest = min((one for one in (first, last) if not math.isnan(one)), default=0.0)
    setup = evidence.setup
    if setup.loss not in NEVER_BELOW or not setup.loss_is_reduced or not lowest < 0:
        return None
    told = (("began", first), ("ended", last))
    known = " and ".join(f"{word} at {one:.4g}" for word, one in told if not math.isnan(one))
    sentence = f"The loss {known}: its kind is never below 0"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"first": first, "last": last},
    )
