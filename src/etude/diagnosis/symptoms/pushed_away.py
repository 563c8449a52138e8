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
    "Follow one row through the loss: its target must be its own, and the loss must fall as the"
    " answer comes nearer to it."
)
SOURCE = "Karpathy 2019, A Recipe for Training Neural Networks: use backprop to chart dependencies"
BLIND = (
    "Targets that were wrong before anybody saw them; a loss that is no module given to the watch;"
    " compiled networks and those called several times a step."
)

ASTRAY = 0.05  # of the rows
FEWEST = 30  # rows


def look(evidence: Evidence) -> Seen | None:
    """Fires where 5 % of 30 rows and more that are far off are pushed away; a diagnosis with
    harm."""
    astray, rows = (evidence.checked("asked_of_rows", name) for name in ("astray", "pushed"))
    if not (astray > ASTRAY and rows >= FEWEST):
        return None
    sentence = (
        f"Of {rows:,.0f} training rows whose answers are far off the loss pushes"
        f" {100 * astray:.0f} % away from their targets"
    )
    return Seen(
        severity=severity(evidence, is_suspected=False),  # rows are mixed on purpose as well
        sentence=with_harm(sentence, evidence, is_suspected=False),
        numbers={"astray": astray, "rows": rows},
    )
