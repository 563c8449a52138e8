"""Softmax over a single unit."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "softmax over one unit"
STAGE = "output"
PRIORITY = 20
QUESTION = "Is softmax taken over a single output?"
MEANING = "Softmax of one number is always 1: the network says the same of every row."
FIRST = "One output needs a sigmoid (a loss on raw scores has it built in), or use two outputs."
SOURCE = "guide, Output activations: sigmoid for two classes, softmax for more"
BLIND = "An output that is 1 for every row for another reason."


def look(evidence: Evidence) -> Seen | None:
    """Fires where the check saw it."""
    if not evidence.checked("output_fit", "softmax_over_one") > 0:
        return None
    return Seen(
        severity="diagnosis",
        sentence="The only output is 1 for every row, as softmax over one unit makes it.",
        numbers={"softmax_over_one": 1.0},
    )
