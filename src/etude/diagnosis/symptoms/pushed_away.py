"""The loss pushes answers away from the targets of their rows."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "pushed away from the targets"
STAGE = "output"
PRIORITY = 13
QUESTION = "Does the gradient of the loss push the answers of some rows away from their targets?"
MEANING = (
    "What the loss asks for is not what the rows say: its sign is turned, its targets are those of"
    " others, or it mixes rows."
)
FIRST = (
    "Follow one row through the loss: is its target its own, and does the loss fall as the answer"
    " comes nearer to it?"
)
SOURCE = "Karpathy 2019, A Recipe for Training Neural Networks: use backprop to chart dependencies"
BLIND = (
    "Targets that were wrong before anybody saw them; a few batches are asked; rows are mixed and"
    " labels softened on purpose as well."
)

ASTRAY = 0.05  # of the rows
FEWEST = 5  # of them
MOST = 0.5  # which is harm of its own


def look(evidence: Evidence) -> Seen | None:
    """Fires where 5 % of the rows that are wrong, and 5 of them, are pushed away; a diagnosis with
    harm, or where it is half of them."""
    astray, rows = (evidence.checked("asked_of_rows", name) for name in ("astray", "pushed"))
    if not (astray > ASTRAY and astray * rows >= FEWEST):
        return None
    is_most = astray > MOST
    told = (
        f"Of {rows:,.0f} training rows with wrong answers the loss pushes {100 * astray:.0f} % away"
        " from their targets"
    )
    return Seen(
        severity="diagnosis" if is_most else severity(evidence),
        sentence=f"{told}." if is_most else with_harm(told, evidence),
        numbers={"astray": astray, "rows": rows},
    )
