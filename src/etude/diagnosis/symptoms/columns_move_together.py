"""The columns have so much in common that a plain network hardly reads what parts them."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import WHITENED_NETWORKS
from etude.diagnosis.read_otherwise import NEEDED, reads_better
from etude.diagnosis.seen import Seen

NAME = "columns move together"
STAGE = "data"
PRIORITY = 43
QUESTION = "Does a plain network do better once columns that move together are whitened?"
MEANING = (
    "The columns mostly move with one common amount (a level, a size, a drift); what tells of the"
    " target is the little that is left between them."
)
FIRST = (
    "Scale the columns, then whiten them by the learning rows: PCA(1 - 1e-10, whiten=True,"
    ' svd_solver="full"); or, where all are of one unit, take from every row its own mean, and'
    " scale again."
)
SOURCE = "LeCun, Bottou, Orr & Mueller 1998, Efficient BackProp, 4.3"
BLIND = (
    f"{NEEDED}; asked of tables of three columns or more, of which one component has four fifths of"
    " the variance."
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where the network on whitened columns is clearly ahead of the plain ones."""
    return reads_better(evidence, WHITENED_NETWORKS, "columns that move together are whitened")
