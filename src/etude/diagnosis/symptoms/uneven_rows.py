"""The loss asks much of a few rows, and little or nothing of the others."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "rows weighed unevenly"
STAGE = "output"
PRIORITY = 13
QUESTION = "Does the loss ask much of a few rows, and little or nothing of others as wrong as they?"
MEANING = "The network learns from fewer rows than it is shown: the others hardly count."
FIRST = (
    "Weigh all rows alike for one training: take weights, masks, caps and the choice of hard rows"
    " out of the loss, then bring them back one by one."
)
SOURCE = "Kish 1965, Survey Sampling: the effective size of a sample with weights"
BLIND = (
    "What classes weigh, which is left out; losses that are not of one number or class a row, or no"
    " module given to the watch; compiled networks and those called several times a step."
)

EVEN = 0.5  # of the rows: as many as those that are weighed are worth
FEWEST = 30  # rows


def look(evidence: Evidence) -> Seen | None:
    """Fires where the rows of the batches asked are worth less than half as many, weighed alike, of
    30 rows and more; a diagnosis with harm."""
    even, rows = (evidence.checked("asked_of_rows", name) for name in ("even", "rows"))
    if not (even < EVEN and rows >= FEWEST):
        return None
    sentence = (
        f"What the loss asks of {rows:,.0f} training rows that are clearly off is so uneven that"
        f" they count for no more than {even * rows:,.0f} would, all weighed alike"
    )
    return Seen(
        severity=severity(evidence, is_suspected=False),  # what is easy is left out on purpose
        sentence=with_harm(sentence, evidence, is_suspected=False),
        numbers={"even": even, "rows": rows},
    )
