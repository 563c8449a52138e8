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
FIRST = "Set requires_grad to True, unless these weights were learned elsewhere."
SOURCE = "guide, Transfer learning: freeze the pretrained layers first; PyTorch, Tensor.detach"
BLIND = "Whether the weights were pretrained; what only other rows than the 16 looked at use."

CUT_OFF = "Find where forward() cuts the gradient off: detach(), no_grad(), item(), .data."


def look(evidence: Evidence) -> Seen | None:
    """Fires on a single parameter; a diagnosis where training came to harm."""
    frozen = evidence.checked("frozen", "parameters")
    unreached = evidence.checked("unreached", "parameters")
    told = []
    if frozen > 0:
        told.append(f"{frozen:,.0f} parameters are frozen")
    if is_cut_off := unreached > 0:
        told.append(f"{unreached:,.0f} parameters to be trained get no gradient from 16 rows")
    if not told:
        return None
    return Seen(
        severity=severity(evidence, is_suspected=is_cut_off),
        sentence=with_harm(" and ".join(told), evidence, is_suspected=is_cut_off),
        numbers={"parameters": frozen, "unreached": unreached},
        first=CUT_OFF if is_cut_off else "",
    )
