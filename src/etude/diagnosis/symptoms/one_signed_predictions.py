"""A regression predicts numbers of one sign only, and the true ones have both."""

from etude.diagnosis.curve import at_most_at_the_end, at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms import collapsed_predictions

NAME = "predictions of one sign"
STAGE = "output"
PRIORITY = 55
QUESTION = "Are all predicted numbers of one sign where the true ones have both?"
MEANING = "The last activation cuts off one side: ReLU and sigmoid give nothing below 0."
FIRST = "Let the last layer be linear."
SOURCE = "guide, Output activations: linear for regression; Stack Overflow 48251943"
BLIND = "Few true numbers of the other sign may rightly be missed."

NONE = 0.001  # share of the predictions
SOME = 0.10  # share of the targets


def look(evidence: Evidence) -> Seen | None:
    """Fires where a sign that more than 10 % of the targets have is missing from the predictions
    of the last two epochs; silent where all predictions are about the same."""
    above, below = evidence.facts.target_positive_share, evidence.facts.target_negative_share
    most = at_most_at_the_end(evidence, lambda curves: curves.positive_share)
    least = at_the_end(evidence, lambda curves: curves.positive_share)
    no_positive = most <= NONE and above > SOME
    no_negative = least >= 1.0 - NONE and below > SOME
    if not (no_positive or no_negative) or collapsed_predictions.look(evidence):
        return None
    side, share = ("above", above) if no_positive else ("below", below)
    return Seen(
        severity="diagnosis",
        sentence=f"No predicted number lies {side} 0, and {100 * share:.0f} % of the true ones do.",
        numbers={"positive_share": most if no_positive else least, "target_share": share},
    )
