"""Validation rows are not like training rows: what cheap models learn holds for one part alone."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import learns_numbers
from etude.diagnosis.seen import Seen

NAME = "validation unlike training"
STAGE = "data"
PRIORITY = 28
QUESTION = "Do cheap models do clearly worse on validation than on training rows left out?"
MEANING = (
    "The two parts differ: in their labels, their columns, their time; or training rows tell the"
    " answer by something that validation rows have not."
)
FIRST = (
    "Look at 20 rows of both parts side by side; then make both by one function, and split anew."
)
SOURCE = "guide, Phase 1: split; Kaufman et al. 2012, Leakage in data mining"
BLIND = "Rows of one person or day in training alone look the same; it needs etude.yardsticks."

POINTS = 0.05  # of right answers, or of R2
OF_NUMBERS = 0.10
ERRORS = 3.0  # standard errors that are luck


def look(evidence: Evidence) -> Seen | None:
    """Fires where the cheap model that does best on training rows left out loses 5 points of right
    answers (10 of R2) and 3 standard errors on validation: which is the harm itself."""
    facts = evidence.facts
    inside, judged = facts.left_out_score, facts.judged_score
    asked = OF_NUMBERS if learns_numbers(evidence) else POINTS
    if not inside - judged > max(asked, ERRORS * facts.parts_error):
        return None
    unit = "R2" if learns_numbers(evidence) else "right"
    told = (
        f"{inside:.2f} and {judged:.2f} of R2"
        if unit == "R2"
        else f"{100 * inside:.1f} % and {100 * judged:.1f} % right"
    )
    name = facts.parts_yardstick
    return Seen(
        severity="diagnosis",
        sentence=f"Of training rows left out and of validation rows {name} get {told}.",
        numbers={"left_out": inside, "judged": judged, "error": facts.parts_error},
    )
