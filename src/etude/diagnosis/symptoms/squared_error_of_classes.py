"""Classes are learned by the squared error of their probabilities."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "squared error of classes"
STAGE = "output"
PRIORITY = 40
QUESTION = "Are probabilities of classes trained by their squared error?"
MEANING = "Where an answer is sure and wrong the squared error hardly has a slope: it stays wrong."
FIRST = "Take cross-entropy of the raw scores, without softmax in the network."
SOURCE = "guide, Loss Functions: cross-entropy for classes; Golik et al. 2013"
BLIND = "Classes that are told as a single number."


def look(evidence: Evidence) -> Seen | None:
    """Fires where the check saw it; a diagnosis with harm to training."""
    if not evidence.checked("output_fit", "squared_classes") > 0:
        return None
    sentence = "The outputs are shares of classes, and the loss is their squared error"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"squared_classes": 1.0},
    )
