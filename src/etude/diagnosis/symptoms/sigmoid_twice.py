"""A sigmoid stands before a loss that applies it itself."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "sigmoid twice"
STAGE = "output"
PRIORITY = 35
QUESTION = "Does the network end in a sigmoid although the loss applies it once more?"
MEANING = "Sigmoid of a sigmoid lies between 0.5 and 0.73: the loss cannot fall far."
FIRST = "Take the sigmoid out of the network, or use the loss on probabilities."
SOURCE = "guide, Output activations; PyTorch, BCEWithLogitsLoss: combines a sigmoid and the loss"
BLIND = "Outputs that happen to lie between 0 and 1."


def look(evidence: Evidence) -> Seen | None:
    """Fires where the check saw it."""
    if not evidence.checked("output_fit", "sigmoid_twice") > 0:
        return None
    return Seen(
        severity="diagnosis",
        sentence="All outputs lie between 0 and 1, and the loss takes a sigmoid of them again.",
        numbers={"sigmoid_twice": 1.0},
    )
