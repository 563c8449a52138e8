"""Validation is better than training, by more than luck."""

from etude.diagnosis.chance import gap_error
from etude.diagnosis.curve import at_most_at_the_end, at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "validation better than training"
STAGE = "data"
PRIORITY = 35
QUESTION = "Is validation accuracy above training accuracy by more than 3 standard errors?"
MEANING = "The validation rows are easier, or the network has seen them: the split is suspect."
FIRST = "Look for rows that stand in both parts, and split again at random."
SOURCE = "guide, Phase 1: splitting; Kaufman et al. 2012, Leakage in Data Mining"
BLIND = "Rows varied in training (augmentation) are harder than those they come from."

CLEAR = 3.0  # standard errors


def look(evidence: Evidence) -> Seen | None:
    """Fires in both of the last two epochs; a note where dropout is on, or not known to be off."""
    train = at_most_at_the_end(evidence, lambda curves: curves.train_accuracy)
    validation = at_the_end(evidence, lambda curves: curves.validation_accuracy)
    error = gap_error(evidence, train, validation)
    if not validation - train > CLEAR * error:
        return None
    return Seen(
        severity="diagnosis" if evidence.setup.dropout == 0.0 else "note",
        sentence=f"Validation accuracy {100 * validation:.1f} % lies above training accuracy"
        f" {100 * train:.1f} % by {(validation - train) / max(error, 1e-12):.1f} standard errors.",
        numbers={"train_accuracy": train, "validation_accuracy": validation, "error": error},
    )
