"""Linear layers follow each other with no activation between them."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "stacked linear layers"
STAGE = "capacity"
PRIORITY = 10
QUESTION = "Do linear layers follow each other with nothing between them?"
MEANING = "Together they are one linear layer: depth and width bring nothing."
FIRST = "Put ReLU between them."
SOURCE = "guide, Activation Functions: without them the network stays linear"
BLIND = "A narrow linear layer that is meant, as in low-rank layers."

NEAR = 0.98  # of the linear yardstick's loss: a training loss below it is more than linear


def look(evidence: Evidence) -> Seen | None:
    """Fires on one pair of layers, or where the hidden layers are said to be linear; a note where
    training got below the linear yardstick all the same."""
    pairs = evidence.checked("linear_stack", "pairs")
    is_said = evidence.setup.activation == "linear" and bool(evidence.setup.layers)
    if not (pairs > 0 or is_said):
        return None
    beyond = evidence.train_loss < NEAR * evidence.linear_loss
    told = f"{pairs:.0f} pairs of linear layers follow" if pairs > 0 else "The hidden layers follow"
    return Seen(
        severity="note" if beyond else "diagnosis",
        sentence=f"{told} each other with no activation between them.",
        numbers={"pairs": pairs},
    )
