"""The network is shown fewer rows than there are to learn from."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "rows left unused"
STAGE = "data"
PRIORITY = 22
QUESTION = "Is the network shown clearly fewer rows than there are to learn from?"
MEANING = (
    "The loop ends early, its loader drops rows, or a sampler draws from a part of them alone."
)
FIRST = "Count the rows of one epoch; look for a break, drop_last, a sampler or a slice."
SOURCE = (
    "guide, Common Mistakes: small dataset; Karpathy 2019, A Recipe for Training Neural Networks"
)
BLIND = "It needs etude.yardsticks, of the rows that the loop is meant to learn."

SHARE = 0.75  # of the rows: less is no remainder of a batch


def look(evidence: Evidence) -> Seen | None:
    """Fires below three quarters of the rows; a diagnosis with harm."""
    shown, given = evidence.facts.shown_rows, evidence.facts.given_rows
    if not 0 < shown < SHARE * given:
        return None
    sentence = f"An epoch shows at most {shown:,} rows, of {given:,} that yardsticks were given"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"shown": float(shown), "given": float(given)},
    )
