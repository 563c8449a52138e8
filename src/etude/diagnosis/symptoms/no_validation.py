"""Nothing was measured on rows that were not learned from."""

from etude.diagnosis.curve import EPOCHS, known
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "no validation"
STAGE = "data"
PRIORITY = 70
QUESTION = "Is there a training loss and no validation loss?"
MEANING = "Learning by heart and learning look the same from training rows alone."
FIRST = "Keep 10-15 % of the rows out of training and measure the loss on them every epoch."
SOURCE = "guide, Common Mistakes: 1. Not separating train, validation and test"
BLIND = "A validation that was done elsewhere."


def look(evidence: Evidence) -> Seen | None:
    """A note where no run has a single validation loss and all have training losses; silent where
    validation rows are there, of a loss whose values are not known row by row."""
    curves = [run.curves for run in evidence.trained]
    trained = bool(curves) and all(len(known(one.train_loss)) >= EPOCHS for one in curves)
    measured = any(known(one.validation_loss + one.validation_accuracy) for one in curves)
    if not trained or measured or evidence.facts.validation_rows:
        return None
    return Seen(
        severity="note",
        sentence="No validation loss was recorded: overfitting cannot be seen.",
        numbers={},
    )
