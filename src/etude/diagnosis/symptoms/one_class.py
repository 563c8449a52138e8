"""Nearly every row is given to the same class."""

import math

from etude.diagnosis.curve import EPOCHS, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen
from etude.records.trial import Run

NAME = "one class predicted"
STAGE = "optimisation"
PRIORITY = 50
QUESTION = "Are nearly all rows given to one class that is not nearly all of the truth?"
MEANING = "Rare classes weigh too little in the loss, or the learning rate is too high."
FIRST = "Divide the learning rate by 3; then weigh rare classes more."
SOURCE = "guide, Quick Diagnosis: all predictions the same class"
BLIND = "Where one class is over 95 % of the rows, predicting it always may be right."

PREDICTED, TRUE = 0.98, 0.95


def look(evidence: Evidence) -> Seen | None:
    """Fires when > 98 % are given to one class although the largest is < 95 % of the rows, at the
    epoch kept and one beside it, or in the last two epochs."""
    share = typical(evidence, _held)
    majority = evidence.facts.majority_share
    if not (evidence.facts.classes and share > PREDICTED and majority < TRUE):
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"{100 * share:.1f} % of the validation rows are given to one class; the largest"
        f" class has {100 * majority:.1f} % of the rows.",
        numbers={"predicted_share": share, "majority_share": majority},
    )


def _held(run: Run) -> float:
    """The share that was kept to for two epochs, around the epoch kept or at the end."""
    shares = run.curves.largest_class_share
    kept = max(run.best_epoch - 1, 0)
    pairs = [shares[-EPOCHS:], shares[kept : kept + 2], shares[max(kept - 1, 0) : kept + 1]]
    held = [min(pair) for pair in pairs if len(pair) == EPOCHS and all(map(math.isfinite, pair))]
    return max(held, default=math.nan)
