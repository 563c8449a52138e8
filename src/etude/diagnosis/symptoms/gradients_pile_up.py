"""Gradients of earlier steps are still there."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "gradients pile up"
STAGE = "numerics"
PRIORITY = 5
QUESTION = "Does the gradient grow from step to step as if none were ever cleared?"
MEANING = "Each step repeats all steps before it: the true learning rate grows without end."
FIRST = "Call optimizer.zero_grad() before every backward pass."
SOURCE = "PyTorch, zeroing out gradients; Stack Overflow 60335387"
BLIND = "Gradients that are meant to be summed over a few batches."

PILED = 1.5  # times the gradient of the same batch alone; cleared ones stay at 1


def look(evidence: Evidence) -> Seen | None:
    """Fires where a gradient is 1.5 times as long as it should be."""
    ratio = evidence.checked("gradients_pile_up", "ratio")
    if not ratio > PILED:
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"The gradient is {ratio:.3g} times as long as that of the same batch alone.",
        numbers={"ratio": ratio},
    )
