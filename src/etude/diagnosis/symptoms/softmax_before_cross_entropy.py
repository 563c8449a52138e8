"""Softmax stands before a loss that applies it itself."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "softmax before cross-entropy"
STAGE = "output"
PRIORITY = 30
QUESTION = "Does the network end in softmax although the loss applies it once more?"
MEANING = "Softmax twice presses all probabilities together: no answer can become certain."
FIRST = "Take the softmax out of the network; cross-entropy expects raw scores."
SOURCE = "guide, Output activations; PyTorch, CrossEntropyLoss: unnormalised logits"
BLIND = "Outputs that happen to be positive and to sum to 1."


def look(evidence: Evidence) -> Seen | None:
    """Fires where the check saw it."""
    if not evidence.checked("output_fit", "softmax_before_cross_entropy") > 0:
        return None
    return Seen(
        severity="diagnosis",
        sentence="The outputs are probabilities that sum to 1, and the loss takes softmax of them"
        " again.",
        numbers={"softmax_before_cross_entropy": 1.0},
    )
