"""Some parameters cannot learn at all."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "frozen parameters"
STAGE = "optimisation"
PRIORITY = 7
QUESTION = "Are there parameters that get no gradient?"
MEANING = (
    "They stay at their first values: frozen, which is meant where they were pretrained, or behind"
    " a detach(), a no_grad() or a number taken out of its tensor."
)
FIRST = "Set requires_grad to True, and take what cuts the gradient off out of forward()."
SOURCE = "guide, Transfer learning: freeze the pretrained layers first; PyTorch, Tensor.detach"
BLIND = "Whether the weights were pretrained; parts that only other rows use."


def look(evidence: Evidence) -> Seen | None:
    """Fires on a single parameter; a diagnosis where training came to harm."""
    frozen = evidence.checked("frozen", "parameters")
    unreached = evidence.checked("unreached", "parameters")
    told = [
        f"{count:,.0f} parameters {words}"
        for count, words in ((frozen, "are frozen"), (unreached, "get no gradient from the loss"))
        if count > 0
    ]
    if not told:
        return None
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(" and ".join(told), evidence),
        numbers={"parameters": frozen, "unreached": unreached},
    )
