"""Batches of one class each: the rows come in the order of their labels."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "rows in order"
STAGE = "data"
PRIORITY = 22
QUESTION = "Does every batch hold rows of almost one class, where there are several?"
MEANING = "Rows are not shuffled: the network learns one class and forgets it over the next."
FIRST = "Shuffle the rows anew in every epoch: DataLoader(..., shuffle=True)."
SOURCE = "Bengio 2012, Practical Recommendations for Gradient-Based Training, stochastic order"
BLIND = "An order by anything but the label; batches beyond the first sixteen."

BATCHES, ROWS = 4, 8  # at least
ALIKE, MIXED = 0.9, 0.7  # share of the largest class, of a batch and of all rows


def look(evidence: Evidence) -> Seen | None:
    """Fires where at least 4 batches of 8 rows or more hold 90 % of one class on average, and the
    largest class has at most 70 % of the rows; a diagnosis where training came to harm."""
    batches = evidence.checked("row_order", "batches")
    rows = evidence.checked("row_order", "rows")
    in_batch = evidence.checked("row_order", "in_batch")
    overall = evidence.checked("row_order", "overall")
    if not (batches >= BATCHES and rows >= ROWS and in_batch >= ALIKE and overall <= MIXED):
        return None
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(
            f"In the first {batches:.0f} batches the largest class has {100 * in_batch:.0f} % of"
            f" the rows on average, among all rows {100 * overall:.0f} %",
            evidence,
        ),
        numbers={"batches": batches, "rows": rows, "in_batch": in_batch, "overall": overall},
    )
