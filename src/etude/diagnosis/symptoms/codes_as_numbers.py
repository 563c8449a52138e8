"""Codes of categories are read as if they were amounts."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import ENCODED_NETWORKS
from etude.diagnosis.read_otherwise import reads_better
from etude.diagnosis.seen import Seen

NAME = "codes taken for numbers"
STAGE = "data"
PRIORITY = 44
QUESTION = "Does a plain network do better once columns of few values are one-hot?"
MEANING = (
    "These values are names (of a category, a month, a sort) whose order says nothing; read as"
    " amounts they ask the network for a step at every one of them."
)
FIRST = "Give codes of categories one-hot, or through an embedding."
SOURCE = "Hynes, Sculley & Terry 2017, The Data Linter"
BLIND = (
    "It needs etude.yardsticks; columns of 3 to 20 evenly spaced values of a table are asked for,"
    " where they become at most 200 columns."
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where the network on one-hot codes is ahead of the plain ones by 2 points."""
    return reads_better(evidence, ENCODED_NETWORKS, "columns of few values are given one-hot")
