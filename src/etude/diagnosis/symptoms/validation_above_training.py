"""Validation is better than training, by more than luck."""

from etude.diagnosis.chance import gap_error
from etude.diagnosis.curve import at_most_at_the_end, at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import clearly_above, is_harder_by_design, severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "validation better than training"
STAGE = "data"
PRIORITY = 35
QUESTION = "Is validation clearly better than training, in accuracy or in loss?"
MEANING = "The validation rows are easier, or the network has seen them: the split is suspect."
FIRST = "Look for rows that stand in both parts, and split again at random."
SOURCE = "guide, Phase 1: splitting; Kaufman et al. 2012, Leakage in Data Mining"
BLIND = "Rows varied in training (augmentation) are harder than those they come from."

CLEAR = 3.0  # standard errors
HARDER = "See what makes training rows harder than validation rows: noise, labels, varying them."


def look(evidence: Evidence) -> Seen | None:
    """Fires in both of the last two epochs, a diagnosis with harm; a note where dropout is on, or
    not known to be off, for rows that are varied in training are harder as well.
    Where neither it nor batch normalisation makes training harder, a training loss that ended a
    quarter, and a twentieth of the naive loss, above that of validation serves as well, a diagnosis
    with harm; where the same training rows cost as much more once they are only answered, for else
    it is a penalty."""
    train = at_most_at_the_end(evidence, lambda curves: curves.train_accuracy)
    validation = at_the_end(evidence, lambda curves: curves.validation_accuracy)
    error = gap_error(evidence, train, validation)
    if not validation - train > CLEAR * error:
        return _by_losses(evidence)
    sentence = (
        f"Validation accuracy {100 * validation:.1f} % lies above training accuracy"
        f" {100 * train:.1f} % by {(validation - train) / max(error, 1e-12):.1f} standard errors"
    )
    is_plain = evidence.setup.dropout == 0.0
    return Seen(
        severity=severity(evidence) if is_plain else "note",
        sentence=with_harm(sentence, evidence),
        numbers={"train_accuracy": train, "validation_accuracy": validation, "error": error},
    )


def _by_losses(evidence: Evidence) -> Seen | None:
    train = at_the_end(evidence, lambda curves: curves.train_loss)
    validation = at_most_at_the_end(evidence, lambda curves: curves.validation_loss)
    answers = at_the_end(evidence, lambda curves: curves.answers_loss)
    above = clearly_above(evidence, validation)
    if is_harder_by_design(evidence) or not (train > above and answers > above):
        return None
    sentence = (
        f"Training loss ended at {train:.4g}, above validation loss {validation:.4g}, although"
        " no layer of dropout or batch normalisation makes training harder"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"train_loss": train, "validation_loss": validation},
        first=HARDER,
    )
