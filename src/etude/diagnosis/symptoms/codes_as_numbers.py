"""Codes of categories are read as if they were amounts, or may be."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import ENCODED_NETWORKS
from etude.diagnosis.read_otherwise import NEEDED, reads_better
from etude.diagnosis.seen import Seen

NAME = "codes taken for numbers"
STAGE = "data"
PRIORITY = 44
QUESTION = "Does a plain network do better once columns of few values are one-hot?"
MEANING = (
    "They may be names (of a category, a month, a sort) whose order says nothing, or amounts whose"
    " effect is not straight; read as amounts they ask the network for a step at every value."
)
FIRST = "Give codes of categories one-hot, or through an embedding."
SOURCE = "Hynes, Sculley & Terry 2017, The Data Linter"
BLIND = (
    f"{NEEDED}; asked of tables with columns of 3 to 20 values that lie whole steps apart, all of"
    " them or, where they would become more than 200 columns, none."
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where the network on one-hot codes is clearly ahead of the plain ones."""
    return reads_better(evidence, ENCODED_NETWORKS, "columns of few values are given one-hot")
