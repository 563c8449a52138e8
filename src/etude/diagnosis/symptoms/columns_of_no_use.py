"""Columns that say nothing of the target hold a plain network back."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import CHOOSING_NETWORKS
from etude.diagnosis.read_otherwise import reads_better
from etude.diagnosis.seen import Seen

NAME = "columns of no use"
STAGE = "data"
PRIORITY = 45
QUESTION = "Does a plain network do better without the columns that trees make little use of?"
MEANING = "Columns without any bearing on the target are noise that a network learns by heart."
FIRST = (
    "Leave out the columns that trees make less use of than of a typical one"
    " (SelectFromModel of ExtraTrees on the learning rows), or collect more rows."
)
SOURCE = "Guyon & Elisseeff 2003, An Introduction to Variable and Feature Selection"
BLIND = "It needs etude.yardsticks, and a table of 8 columns or more."


def look(evidence: Evidence) -> Seen | None:
    """Fires where the network on the columns that trees chose is ahead of the plain ones by 2
    points."""
    return reads_better(evidence, CHOOSING_NETWORKS, "columns that trees hardly use are left out")
