"""The network cannot learn a few rows by heart."""

from etude.diagnosis.curve import lowest_held, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import is_level
from etude.diagnosis.seen import Seen

NAME = "cannot overfit a few rows"
STAGE = "capacity"
PRIORITY = 25
QUESTION = "Can the network learn 16 rows by heart?"
MEANING = "Something between input and loss is broken, or the network is far too small."
FIRST = "Look at the loop: loss, shapes and labels; then the learning rate, then the width."
SOURCE = "Karpathy 2019, A Recipe for Training Neural Networks: overfit one batch"
BLIND = "Equal rows with different labels cannot be learned by any network."

LEARNED = 0.2  # share of the first loss that may be left


def look(evidence: Evidence) -> Seen | None:
    """Fires where more than a fifth of the first loss is left; a note where the training that
    followed left less of it on all rows, or is level with the best cheap model."""
    rows = evidence.checked("overfits_few_rows", "rows")
    first = evidence.checked("overfits_few_rows", "first")
    best = evidence.checked("overfits_few_rows", "best")
    if not (first > 0 and best > LEARNED * first):
        return None
    lowest = typical(evidence, lambda run: lowest_held(run.curves.train_loss))
    is_refuted = lowest <= LEARNED * first or is_level(evidence)
    return Seen(
        severity="note" if is_refuted else "diagnosis",
        sentence=f"Trained on {rows:.0f} rows alone, the loss went from {first:.4g} to {best:.4g}"
        f" only (a fifth of the first, {LEARNED * first:.4g}, was asked).",
        numbers={"rows": rows, "first": first, "best": best},
    )
