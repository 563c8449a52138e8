"""The loss or the weights became NaN or infinite."""

from etude.diagnosis.evidence import Evidence
from etude.records.finding import Finding

NAME = "not finite"
STAGE = "numerics"
QUESTION = "Did the loss become NaN or infinite?"
MEANING = "The steps are too large: the learning rate is too high for these data."
SOURCE = "guide, Quick Diagnosis: loss becomes NaN"
BLIND = "Values that are huge but finite."


def look(evidence: Evidence) -> Finding | None:
    """Fires when at least one run diverged."""
    runs = evidence.trial.runs
    diverged = [run for run in runs if run.outcome == "diverged"]
    if not diverged:
        return None
    epoch = min(run.epochs for run in diverged)
    return Finding(
        symptom=NAME,
        severity="diagnosis",
        seen=f"In {len(diverged)} of {len(runs)} runs the loss became NaN or infinite, first in"
        f" epoch {epoch}.",
        meaning=MEANING,
        evidence=(("diverged", float(len(diverged))), ("runs", float(len(runs)))),
        source=SOURCE,
    )
