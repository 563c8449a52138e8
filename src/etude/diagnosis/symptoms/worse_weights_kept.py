"""The weights that a training leaves behind are worse than those of its last epoch."""

import math

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "worse weights kept"
STAGE = "optimisation"
PRIORITY = 9
QUESTION = "Are the weights that were loaded in the end clearly worse than the last epoch's?"
MEANING = (
    "A checkpoint was chosen by its worst number in place of its best (an accuracy taken for a"
    " loss), or is of another epoch than was meant."
)
FIRST = (
    "Load the weights of the best epoch: look by which number the checkpoint is chosen, and in"
    " which direction."
)
SOURCE = "Prechelt 1998, Early Stopping - But When?"
BLIND = "Weights loaded after the watch has ended; it needs validation= with its rows."

POINTS, ERRORS = 0.02, 2.5  # of right answers or of the naive loss, and standard errors of rows


def look(evidence: Evidence) -> Seen | None:
    """Fires where validation loss grew by 2.5 standard errors of its rows, pair by pair, and right
    answers fell by 2 points; where they cannot be counted, loss by 2 % of the naive loss."""
    before, after, errors, right_before, right_after = (
        evidence.checked("weights_left", name)
        for name in ("loss_before", "loss_after", "errors", "accuracy_before", "accuracy_after")
    )
    if not errors > ERRORS:
        return None
    is_counted = math.isfinite(right_before) and math.isfinite(right_after)
    lost = right_before - right_after if is_counted else after - before
    if not lost > POINTS * (1.0 if is_counted else evidence.naive_loss):
        return None
    told = f", right answers {100 * right_before:.1f} and {100 * right_after:.1f} %"
    return Seen(
        severity="diagnosis",
        sentence=(
            f"Validation loss was {before:.4g} with the weights of the last epoch, and is"
            f" {after:.4g} with those that were loaded after it{told if is_counted else ''}."
        ),
        numbers={"loss_before": before, "loss_after": after, "errors": errors},
    )
