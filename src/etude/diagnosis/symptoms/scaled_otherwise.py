"""The rows of validation are not prepared as those of training are."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "validation scaled otherwise"
STAGE = "data"
PRIORITY = 24
QUESTION = "Are the columns of validation twice as wide as in training, half as wide, or elsewhere?"
MEANING = "Validation skips a step of the preparation that training rows went through."
FIRST = "Prepare both by one function, with the means and deviations of the training rows."
SOURCE = "guide, Common Mistakes: 3. Forgetting to normalise; Kaufman et al. 2012, on preparation"
BLIND = "A difference in few columns; data that changed between the two, which look the same."

TIMES = 2.0  # wider or narrower, of a typical column
SHIFT = 2.0  # deviations that its mean lies off
GAP = 0.5  # of the validation loss


def look(evidence: Evidence) -> Seen | None:
    """Fires where a typical column is twice as wide or half as wide, or two deviations off; a
    diagnosis with harm, or where half of the validation loss is what training is ahead by."""
    ratio = evidence.checked("same_scale", "ratio")
    shift = evidence.checked("same_scale", "shift")
    if not (ratio > TIMES or shift > SHIFT):
        return None
    sentence = (
        f"A typical column of the validation inputs is {ratio:.3g} times as wide or narrow as in"
        f" training, and its mean lies {shift:.3g} deviations off"
    )
    told, is_apart = with_harm(sentence, evidence), evidence.relative_gap > GAP
    if is_apart:
        losses = f"{evidence.validation_loss:.4g}, training loss {evidence.train_loss:.4g}"
        told = f"{sentence}; validation loss is {losses}."
    return Seen(
        severity="diagnosis" if is_apart else severity(evidence),
        sentence=told,
        numbers={"ratio": ratio, "shift": shift},
    )
