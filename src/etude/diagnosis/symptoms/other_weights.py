"""The weights that are judged are not those that are trained."""

from etude.diagnosis.curve import at_most_at_the_end, at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import far_above, severity, with_harm
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms.modes_disagree import dropout_explains
from etude.diagnosis.symptoms.rows_drift import are_others

NAME = "judged by other weights"
STAGE = "optimisation"
PRIORITY = 9
QUESTION = "Does the network, as it is judged, lose far more on training rows than training says?"
MEANING = "What is judged is not what is trained; or the training loss is not that of the answers."
FIRST = (
    "Judge the weights that are trained: look for averaged weights of too long a memory, weights"
    " that were loaded or swapped, or a term of the loss that falls below 0."
)
SOURCE = "Polyak & Juditsky 1992, Acceleration of stochastic approximation by averaging"
BLIND = (
    "Much dropout and batch normalisation, whose modes explain as much; a training loss that was"
    " told in another unit looks the same."
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where answers to training rows lose twice as much as the training loss says, and a
    tenth of the naive loss more, in both of the last two epochs, for dropout and penalties raise
    the training loss alone; a diagnosis with harm. Silent where the loss is below 0, with dropout
    of 30 % and more, with batch normalisation, where the loss weighs classes or smooths labels,
    and where rows drift far, for those of the first epoch are asked."""
    answers = at_the_end(evidence, lambda curves: curves.answers_loss)
    training = at_most_at_the_end(evidence, lambda curves: curves.train_loss)
    setup = evidence.setup
    is_explained = setup.normalisation == "batch" or dropout_explains(evidence)
    is_explained |= are_others(evidence)
    if is_explained or setup.loss_is_plain is False or training < 0:
        return None
    if not answers > far_above(evidence, training):
        return None
    sentence = (
        f"The training loss ended at {training:.4g}, yet as it is judged the network loses"
        f" {answers:.4g} on training rows"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"train_loss": training, "answers_loss": answers},
    )
