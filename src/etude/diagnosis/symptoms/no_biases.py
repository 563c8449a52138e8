"""No layer has a bias: every boundary passes through the middle."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "no biases"
STAGE = "capacity"
PRIORITY = 8
QUESTION = "Has no layer of the network a bias?"
MEANING = "Where all inputs are 0 so are all outputs, and no unit can begin to answer elsewhere."
FIRST = "Leave bias=True; without one a layer is right before a normalisation that has its own."
SOURCE = "Goodfellow, Bengio & Courville 2016, Deep Learning, 6: sums of inputs and an offset"
BLIND = "Networks that are meant to be so, as those for inputs of any brightness."


def look(evidence: Evidence) -> Seen | None:
    """Fires where that is known; a diagnosis with harm."""
    if evidence.setup.has_biases is not False:
        return None
    return Seen(
        severity=severity(evidence),
        sentence=with_harm("No layer of the network has a bias", evidence),
        numbers={},
    )
