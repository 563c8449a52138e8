"""Training went on long after validation had been at its best."""

from etude.diagnosis.curve import typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "no early stopping"
STAGE = "regularisation"
PRIORITY = 30
QUESTION = "Did training go on for more than 30 epochs after its best one?"
MEANING = "The epochs after the best one cost time and, where the last weights are kept, quality."
FIRST = "Stop after 15 epochs without a better validation loss, and restore the best weights."
SOURCE = "guide, Common Mistakes: 4. No early stopping; Early Stopping: patience 10-15"
BLIND = "A second fall that would have come later."

PATIENCE = 30  # epochs: twice the longest patience of the guide


def look(evidence: Evidence) -> Seen | None:
    """A note: the overfitting itself has a symptom of its own."""
    late = typical(evidence, lambda run: float(run.epochs - run.best_epoch))
    best = typical(evidence, lambda run: float(run.best_epoch))
    if not (late > PATIENCE and best > 0 and evidence.validation_loss > 0):
        return None
    return Seen(
        severity="note",
        sentence=f"Validation loss was best in epoch {best:.0f}, and training went on for"
        f" {late:.0f} more (the guide's patience: 10-15).",
        numbers={"best_epoch": best, "epochs_after": late},
    )
