"""The same rows stand in training and in validation."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "rows in both parts"
STAGE = "data"
PRIORITY = 20
QUESTION = "Do rows of the validation part stand in the training part as well?"
MEANING = "The network has seen the answers: validation looks better than new rows will."
FIRST = "Keep equal rows together in one part (split by group) and split again."
SOURCE = "guide, Common Mistakes: 1. Not separating train, validation and test"
BLIND = "Rows that are nearly but not wholly equal; few columns with few values repeat by nature."

SOME, MANY = 0.01, 0.05  # of the validation rows
WIDE = 0.20  # of the validation loss: where the gap is so wide the shared rows hide nothing


def look(evidence: Evidence) -> Seen | None:
    """Fires above 1 % of the validation rows; a diagnosis above 5 %, unless validation is so far
    behind training that the shared rows cannot be what carries it."""
    share = evidence.checked("shared_rows", "share")
    if not share > SOME:
        return None
    is_told_apart = evidence.relative_gap > WIDE
    return Seen(
        severity="diagnosis" if share > MANY and not is_told_apart else "note",
        sentence=f"{100 * share:.1f} % of the validation rows stand in the training rows too.",
        numbers={"share": share},
    )
