"""The output of a regression cannot reach its targets."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "bounded output"
STAGE = "output"
PRIORITY = 50
QUESTION = "Are there targets that the last activation can never give?"
MEANING = "A sigmoid, tanh or ReLU at the end cuts off a part of the targets."
FIRST = "Let the last layer be linear, or scale the targets into its range."
SOURCE = "guide, Output activations: linear for regression"
BLIND = "Bounds that later targets will cross."


def look(evidence: Evidence) -> Seen | None:
    """Fires where the check saw it."""
    if not evidence.checked("output_fit", "bounded_regression") > 0:
        return None
    return Seen(
        severity="diagnosis",
        sentence="The last activation is bounded, and targets lie beyond its bounds.",
        numbers={"bounded_regression": 1.0},
    )
