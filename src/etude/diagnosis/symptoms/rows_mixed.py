"""The answer to one row changes with the other rows of its batch."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "rows mixed"
STAGE = "output"
PRIORITY = 15
QUESTION = "Does the output of a row change where another row of the batch is changed?"
MEANING = (
    "A dimension is mistaken for another: a view for a transpose, softmax or steps along rows."
)
FIRST = (
    "Look at every view, reshape, transpose, dim= and batch_first=: the first dimension is rows."
)
SOURCE = "Karpathy 2019, A Recipe for Training Neural Networks: use backprop to chart dependencies"
BLIND = "Networks that compare rows on purpose (of graphs, or contrastive ones) look the same."

SHARE = 1e-4  # of the largest output


def look(evidence: Evidence) -> Seen | None:
    """Fires above 0.0001 of the largest output, in evaluation mode; a diagnosis with harm."""
    change = evidence.checked("rows_apart", "change")
    if not change > SHARE:
        return None
    sentence = (
        f"With one row of a batch changed, outputs of the others changed by {change:.2g} of the"
        " largest, in evaluation mode"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"change": change},
    )
