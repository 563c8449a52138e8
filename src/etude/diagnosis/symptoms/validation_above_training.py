"""Validation is better than training, by more than luck."""

import math

from etude.diagnosis.chance import gap_error
from etude.diagnosis.curve import at_most_at_the_end, at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
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
TIMES, OF_NAIVE = 1.25, 0.05  # training loss over validation loss
HARDER = "See what makes training rows harder than validation rows: noise, labels, varying them."


def look(evidence: Evidence) -> Seen | None:
    """Fires in both of the last two epochs; a note where dropout is on, or not known to be off.
    Where it is off, a training loss that ended a quarter, and a twentieth of the naive loss, above
    that of validation serves as well, a diagnosis with harm; unless the same training rows cost no
    more than those of validation once they are only answered, which is a penalty."""
    train = at_most_at_the_end(evidence, lambda curves: curves.train_accuracy)
    validation = at_the_end(evidence, lambda curves: curves.validation_accuracy)
    error = gap_error(evidence, train, validation)
    if not validation - train > CLEAR * error:
        return _by_losses(evidence)
    return Seen(
        severity="diagnosis" if evidence.setup.dropout == 0.0 else "note",
        sentence=f"Validation accuracy {100 * validation:.1f} % lies above training accuracy"
        f" {100 * train:.1f} % by {(validation - train) / max(error, 1e-12):.1f} standard errors.",
        numbers={"train_accuracy": train, "validation_accuracy": validation, "error": error},
    )


def _by_losses(evidence: Evidence) -> Seen | None:
    train = at_the_end(evidence, lambda curves: curves.train_loss)
    validation = at_most_at_the_end(evidence, lambda curves: curves.validation_loss)
    answers = at_the_end(evidence, lambda curves: curves.answers_loss)
    above = max(TIMES * validation, validation + OF_NAIVE * evidence.naive_loss)
    is_penalty = math.isfinite(answers) and not answers > validation
    if evidence.setup.dropout != 0.0 or not train > above or is_penalty:
        return None
    sentence = (
        f"Training loss ended at {train:.4g}, above validation loss {validation:.4g}, although"
        " there is no dropout"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"train_loss": train, "validation_loss": validation},
        first=HARDER,
    )
