"""A plain network reads the columns better by their ranks."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import RANKED_NETWORKS
from etude.diagnosis.read_otherwise import NEEDED, reads_better
from etude.diagnosis.seen import Seen

NAME = "skewed inputs"
STAGE = "data"
PRIORITY = 42
QUESTION = "Does a plain network do better once skewed columns are read by their ranks?"
MEANING = "Most values of a column lie so close together that the network can hardly part them."
FIRST = "Give skewed columns by their logarithms, or by their ranks (QuantileTransformer)."
SOURCE = "guide, Preprocessing: normalization; scikit-learn, QuantileTransformer"
BLIND = f"{NEEDED}; asked where a skew is beyond 1."


def look(evidence: Evidence) -> Seen | None:
    """Fires where the network on ranks is clearly ahead of the plain ones."""
    return reads_better(evidence, RANKED_NETWORKS, "columns are read by their ranks")
