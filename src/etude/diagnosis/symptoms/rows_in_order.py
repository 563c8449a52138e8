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
BLIND = "An order by anything but the label; what comes after the first 512 rows."

BATCHES, ROWS = 2, 64  # at least, and rows of all batches
ALIKE, ALONE = 0.9, 0.999  # share of a batch's largest class: where they differ, where they do not
MIXED = 0.7  # share of the largest class among the other rows, at most


def look(evidence: Evidence) -> Seen | None:
    """Fires where batches, of 64 rows or more in all, hold 90 % of one class on average and not all
    of the same, or 99.9 % of it, and the largest class has at most 70 % of the validation rows, or
    of these batches together; a diagnosis where training came to harm."""
    batches, rows = (evidence.checked("row_order", name) for name in ("batches", "rows"))
    in_batch = evidence.checked("row_order", "in_batch")
    overall = evidence.checked("row_order", "overall")
    asked = ALIKE if evidence.checked("row_order", "classes") > 1 else ALONE
    is_seen = batches >= BATCHES and batches * rows >= ROWS
    if not (is_seen and in_batch >= asked and overall <= MIXED):
        return None
    others = "the validation rows" if evidence.checked("row_order", "validation") else "all of them"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(
            f"In the first {batches:.0f} batches the largest class has {100 * in_batch:.0f} % of"
            f" the rows on average, among {others} {100 * overall:.0f} %",
            evidence,
        ),
        numbers={"batches": batches, "rows": rows, "in_batch": in_batch, "overall": overall},
    )
