"""Weights that are kept from learning."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import harm
from etude.diagnosis.seen import Seen

NAME = "frozen parameters"
STAGE = "optimisation"
PRIORITY = 7
QUESTION = "Are there parameters that get no gradient?"
MEANING = "They stay at their first values; that is meant where they were pretrained, else not."
FIRST = "Set requires_grad to True, unless these weights were learned elsewhere."
SOURCE = "guide, Transfer learning: freeze the pretrained layers first"
BLIND = "Whether the weights were pretrained."


def look(evidence: Evidence) -> Seen | None:
    """Fires on a single parameter; a diagnosis where training came to harm."""
    frozen = evidence.checked("frozen", "parameters")
    if not frozen > 0:
        return None
    harmed = harm(evidence)
    return Seen(
        severity="diagnosis" if harmed else "note",
        sentence=f"{frozen:,.0f} parameters are frozen" + (f"; {harmed}." if harmed else "."),
        numbers={"parameters": frozen},
    )
