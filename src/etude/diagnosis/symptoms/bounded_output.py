"""The last activation cannot give what the targets ask for."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "bounded output"
STAGE = "output"
PRIORITY = 50
QUESTION = "Are there answers that the last activation can never give?"
MEANING = (
    "A sigmoid, tanh or ReLU at the end cuts off a part of the targets; before cross-entropy it"
    " keeps every class likely."
)
FIRST = "Let the last layer be linear; or, for numbers, scale the targets into its range."
SOURCE = "guide, Output activations: linear for regression; PyTorch, CrossEntropyLoss: logits"
BLIND = "Bounds that later targets will cross."

SEEN = {
    "bounded_regression": "The last activation is bounded, and targets lie beyond its bounds.",
    "bounded_scores": "The last activation is bounded on both sides, and cross-entropy takes its"
    " values for raw scores: no class can become certain.",
}


def look(evidence: Evidence) -> Seen | None:
    """Fires where the check saw either."""
    for name, sentence in SEEN.items():
        if evidence.checked("output_fit", name) > 0:
            return Seen(severity="diagnosis", sentence=sentence, numbers={name: 1.0})
    return None
