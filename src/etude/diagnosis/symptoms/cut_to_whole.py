"""Inputs that were scaled were then cut to whole numbers."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "inputs cut to whole numbers"
STAGE = "data"
PRIORITY = 19
QUESTION = "Are inputs that were scaled whole numbers?"
MEANING = (
    "If they are not whole by nature, they were cast to integers after they were scaled, and only a"
    " few steps are left of them."
)
FIRST = "Look for a cast to integers (astype(int), .long()) in the preparation, and take it out."
SOURCE = "Zhang et al. 2018, an empirical study on TensorFlow program bugs: confusion with types"
BLIND = (
    "Casts before scaling; columns of three values or fewer. Whole scores around 0 look the same,"
    " as answers from -2 to 2. What was cut off is lost to cheap models too, so that harm beside"
    " them is not seen: never more than a note."
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where all columns that vary are whole multiples of one step, a quarter of a deviation
    or more, and half of those with four values or more are as if scaled."""
    columns, step = (evidence.checked("whole_steps", name) for name in ("columns", "step"))
    if not columns > 0:
        return None
    return Seen(
        severity="note",
        sentence=(
            f"{columns:,.0f} input columns look scaled, and yet hold whole multiples of {step:.3g}"
            " and nothing else."
        ),
        numbers={"columns": columns, "step": step},
    )
