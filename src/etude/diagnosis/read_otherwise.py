"""Whether a plain network does better once columns are read otherwise than they are given."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import CHOSEN_ERRORS, CHOSEN_POINTS, DENSE, behind, learns_numbers
from etude.diagnosis.seen import Seen

POINTS = 0.02  # of right answers, or of the naive loss, between the two plain networks


def reads_better(evidence: Evidence, name: str, reading: str) -> Seen | None:
    """What was seen where the network of this name is ahead of the plain ones by 2 points; a
    diagnosis where the one trained here is behind it by 4 points and 3 standard errors. In:
    reading: of the columns, as an end of a sentence."""
    facts = evidence.facts
    other, plain = facts.mark(name), facts.mark(*DENSE)
    if other is None or plain is None:
        return None
    gained, lost = other.accuracy - plain.accuracy, plain.loss - other.loss
    is_of_numbers = learns_numbers(evidence)
    if not (lost > POINTS * facts.naive_loss if is_of_numbers else gained > POINTS):
        return None
    told = behind(evidence, other, CHOSEN_POINTS, CHOSEN_ERRORS)
    ending = f"; {told}." if told else "."
    return Seen(
        severity="diagnosis" if told else "note",
        sentence=f"A plain network does better once {reading}{ending}",
        numbers={"gained": lost if is_of_numbers else gained},
    )
