"""The loss or the weights became NaN or infinite."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "not finite"
STAGE = "numerics"
PRIORITY = 10
QUESTION = "Did the loss become NaN or infinite?"
MEANING = (
    "The steps are too large (the learning rate is too high for these data), or an input or a"
    " target is no number."
)
FIRST = (
    "Look for NaN among all inputs and targets; where there is none, divide the learning rate by"
    " 10; then shorten long gradients, then warm up."
)
SOURCE = "guide, Quick Diagnosis: loss becomes NaN"
BLIND = "Values that are huge but finite."


def look(evidence: Evidence) -> Seen | None:
    """Fires when at least one run diverged."""
    runs = evidence.trained
    diverged = [run for run in runs if run.outcome == "diverged"]
    if not diverged:
        return None
    epoch = min(run.epochs for run in diverged)
    return Seen(
        severity="diagnosis",
        sentence=(
            f"The loss became NaN or infinite in epoch {epoch}."
            if len(runs) == 1
            else f"In {len(diverged)} of {len(runs)} runs the loss became NaN or infinite, first in"
            f" epoch {epoch}."
        ),
        numbers={"diverged": float(len(diverged)), "runs": float(len(runs))},
    )
