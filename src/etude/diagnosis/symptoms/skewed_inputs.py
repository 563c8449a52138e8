"""A plain network reads the columns better by their ranks."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import DENSE, RANKED_NETWORKS, behind, learns_numbers
from etude.diagnosis.seen import Seen

NAME = "skewed inputs"
STAGE = "data"
PRIORITY = 42
QUESTION = "Does a plain network do better once skewed columns are read by their ranks?"
MEANING = "Most values of a column lie so close together that the network can hardly part them."
FIRST = "Give skewed columns by their logarithms, or by their ranks (QuantileTransformer)."
SOURCE = "guide, Preprocessing: normalization; scikit-learn, QuantileTransformer"
BLIND = "It needs etude.yardsticks; networks on ranks are asked only where a skew is beyond 1."

POINTS = 0.02  # of right answers, or of the naive loss, between the two plain networks


def look(evidence: Evidence) -> Seen | None:
    """Fires where the network on ranks is ahead of the plain ones by 2 points; a diagnosis where
    the one trained here is behind it, as behind any yardstick where no mechanism is suspected."""
    facts = evidence.facts
    ranks, plain = facts.mark(RANKED_NETWORKS), facts.mark(*DENSE)
    if ranks is None or plain is None:
        return None
    gained, lost = ranks.accuracy - plain.accuracy, plain.loss - ranks.loss
    is_of_numbers = learns_numbers(evidence)
    if not (lost > POINTS * facts.naive_loss if is_of_numbers else gained > POINTS):
        return None
    told = behind(evidence, ranks)
    ending = f"; {told}." if told else "."
    return Seen(
        severity="diagnosis" if told else "note",
        sentence=f"A plain network does better once columns are read by their ranks{ending}",
        numbers={"gained": lost if is_of_numbers else gained},
    )
