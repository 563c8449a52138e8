"""Inputs that were scaled were then cut to whole numbers."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "inputs cut to whole numbers"
STAGE = "data"
PRIORITY = 19
QUESTION = "Are inputs that were scaled whole numbers?"
MEANING = "They were cast to integers after they were scaled, and little is left of them."
FIRST = "Look for a cast to integers (astype(int), .long()) in the preparation, and take it out."
SOURCE = "Zhang et al. 2018, an empirical study on TensorFlow program bugs: confusion with types"
BLIND = (
    "Casts before scaling; steps of another size in every column. What was cut off is lost to cheap"
    " models too, so that harm beside them may not be seen."
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where all columns that vary are whole multiples of one step, and half of them or more
    are as if scaled: on both sides of 0, with a deviation from 0.3 to 3; a diagnosis with harm."""
    columns, step = (evidence.checked("whole_steps", name) for name in ("columns", "step"))
    if not columns > 0:
        return None
    sentence = (
        f"{columns:,.0f} input columns are scaled, and yet hold whole multiples of {step:.3g} and"
        " nothing else"
    )
    return Seen(
        severity=severity(evidence, is_suspected=True),
        sentence=with_harm(sentence, evidence, is_suspected=True),
        numbers={"columns": columns, "step": step},
    )
