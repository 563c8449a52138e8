"""The loss expects probabilities and is given raw scores."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "probabilities missing"
STAGE = "output"
PRIORITY = 40
QUESTION = "Does the loss expect probabilities where the network gives raw scores?"
MEANING = "The logarithm of a score that is not a probability is no loss: wrong, or NaN."
FIRST = "Use the loss on raw scores, or end the network in softmax or sigmoid."
SOURCE = "guide, Output activations and loss functions"
BLIND = "Scores that happen to lie between 0 and 1 on the rows checked."


def look(evidence: Evidence) -> Seen | None:
    """Fires where the check saw it."""
    if not evidence.checked("output_fit", "probabilities_missing") > 0:
        return None
    return Seen(
        severity="diagnosis",
        sentence="The loss takes probabilities, and the outputs are none.",
        numbers={"probabilities_missing": 1.0},
    )
