"""A plain network reads the columns better by their ranks."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import RANKED_NETWORKS, Mark, behind
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
    gained = facts.ranks_accuracy - facts.network_accuracy
    lost = facts.network_loss - facts.ranks_loss
    if not (gained > POINTS or (facts.majority_share == 0.0 and lost > POINTS * facts.naive_loss)):
        return None
    mark = Mark(RANKED_NETWORKS, facts.ranks_accuracy, facts.ranks_loss, facts.ranks_error)
    told = behind(evidence, mark)
    ending = f"; {told}." if told else "."
    return Seen(
        severity="diagnosis" if told else "note",
        sentence=f"A plain network does better once columns are read by their ranks{ending}",
        numbers={"ranks": facts.ranks_accuracy, "plain": facts.network_accuracy},
    )
