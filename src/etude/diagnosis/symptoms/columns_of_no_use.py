"""Columns that trees make no use of hold a plain network back."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import CHOOSING_NETWORKS
from etude.diagnosis.read_otherwise import NEEDED, reads_better
from etude.diagnosis.seen import Seen

NAME = "columns of no use"
STAGE = "data"
PRIORITY = 45
QUESTION = "Does a plain network do better without the columns that trees make no use of?"
MEANING = "Such columns may have no bearing on the target: noise that a network learns by heart."
FIRST = (
    "Leave these columns out, a few at a time, and see by validation which of them it was; or"
    " collect more rows."
)
SOURCE = "Stoppiglia et al. 2003, Ranking a Random Feature for Variable and Feature Selection"
BLIND = (
    f"{NEEDED}; asked of tables of 8 columns or more. A column that tells only beside others may be"
    " among those that 100 random trees use no more than shuffled ones."
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where the network on the columns that trees use is clearly ahead of the plain ones."""
    told = "the columns that trees use no more than noise are left out"
    return reads_better(evidence, CHOOSING_NETWORKS, told)
