"""Labels outside what the loss expects."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "labels do not fit"
STAGE = "data"
PRIORITY = 15
QUESTION = "Are there labels outside 0 .. K-1, or of a type that the loss cannot take?"
MEANING = "The loss reads another class than the one meant, or no class at all."
FIRST = "Recode the labels as whole numbers 0 .. K-1, and give the network K outputs."
SOURCE = "guide, How to Choose Your Loss Function"
BLIND = "Labels within the range that are wrong all the same."


def look(evidence: Evidence) -> Seen | None:
    """Fires on a single row."""
    share = evidence.checked("label_fit", "outside")
    if not share > 0:
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"{100 * share:.3g} % of the labels do not fit the loss (outside 0 .. K-1, or of"
        " the wrong type).",
        numbers={"outside": share},
    )
