"""Training stands still from the start: no better than the naive prediction."""

from etude.diagnosis.evidence import Evidence
from etude.records.finding import Finding

NAME = "plateau"
STAGE = "optimisation"
QUESTION = "Did training improve on the naive prediction at all?"
MEANING = (
    "The learning rate does not fit: too low it crawls, too high it jumps over every valley."
    " Both look alike from here, so both directions are tried."
)
SOURCE = "guide, Quick Diagnosis: no improvement after 20 epochs (it names only too low a rate)"
BLIND = "Data in which there is nothing to learn look the same."

SMALLEST_GAIN = 0.02  # of the naive loss


def look(evidence: Evidence) -> Finding | None:
    """Fires when the best training loss is within 2 % of the naive prediction's loss."""
    if not evidence.runs:
        return None
    gain = 1.0 - evidence.train_loss / max(evidence.naive_loss, 1e-12)
    if not gain < SMALLEST_GAIN:
        return None
    epochs = evidence.mean(lambda run: run.epochs)
    return Finding(
        symptom=NAME,
        severity="diagnosis",
        seen=f"After {epochs:.0f} epochs training loss is {evidence.train_loss:.4g}, the naive"
        f" prediction's {evidence.naive_loss:.4g}: {100 * gain:.1f} % better (2 % was"
        " asked).",
        meaning=MEANING,
        evidence=(("gain", gain), ("epochs", epochs)),
        source=SOURCE,
    )
