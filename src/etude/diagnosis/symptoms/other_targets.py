"""The loss is given targets that belong to other rows."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "targets of other rows"
STAGE = "data"
PRIORITY = 12
QUESTION = "Does the loss get other targets than these rows were given with?"
MEANING = (
    "Inputs and targets were shuffled, sorted, filtered or delayed apart, or labels were changed"
    " on the way."
)
FIRST = "Print ten rows of a batch beside their targets, and move both by one index."
SOURCE = "Ivanov 2017, 37 Reasons why your Neural Network is not working: check the data loader"
BLIND = (
    "It needs yardsticks of rows that are right, and a loss that is a module given to the watch, of"
    " one head; rows behind the first few batches or changed on the way."
)

SHARE = 0.01  # of the rows
FEWEST = 5  # rows
ORDER = 0.99  # rank correlation: logarithms and other units have 1


def look(evidence: Evidence) -> Seen | None:
    """Fires above 1 % and where it is 5 rows and more; of numbers in another unit where their rank
    correlation with those given is below 0.99; a diagnosis with harm. Class numbers that were
    changed alike are the same targets."""
    apart, order, rows = (evidence.checked("as_given", name) for name in ("apart", "order", "rows"))
    if order < ORDER:
        sentence = (
            f"The targets of {rows:,.0f} rows of the first batches are not in the order of those"
            " that yardsticks were given with the same rows: their rank correlation is"
            f" {order:.2f}"
        )
    elif apart > SHARE and apart * rows >= FEWEST:
        sentence = (
            f"Of {rows:,.0f} rows of the first batches {100 * apart:.0f} % came with another target"
            " than yardsticks were given with the same row"
        )
    else:
        return None
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"apart": apart, "order": order, "rows": rows},
    )
