"""Nearly every row is given to the same class."""

import math

from etude.diagnosis.curve import EPOCHS, at_most_at_the_end, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import gain, is_level, severity, with_harm
from etude.diagnosis.seen import Seen
from etude.records.trial import Run

NAME = "one class predicted"
STAGE = "optimisation"
PRIORITY = 50
QUESTION = "Are far more rows given to one class than are of it, or of any?"
MEANING = "Rare classes weigh too little in the loss, or the learning rate is too high."
FIRST = "Divide the learning rate by 3; then weigh rare classes more."
SOURCE = "guide, Quick Diagnosis: all predictions the same class"
BLIND = "Where one class is over 95 % of the rows, predicting it always may be right."

PREDICTED, TRUE = 0.98, 0.95
MORE = 0.2  # of the rows
FITS = 0.5  # gain of training loss on the naive loss


def look(evidence: Evidence) -> Seen | None:
    """Fires when > 98 % are given to one class although the largest is < 95 % of the rows, at the
    epoch kept and one beside it, or in the last two epochs; a note where no cheap model has more
    right answers. Where training fits, 20 points more than the largest class has are enough for a
    note, and for a diagnosis with harm: before it does a network that has learned little leans to
    some class."""
    share = typical(evidence, _held)
    majority = evidence.facts.majority_share
    is_nearly_all = share > PREDICTED
    loss = at_most_at_the_end(evidence, lambda curves: curves.train_loss)
    leans = share > majority + MORE and gain(evidence, loss) >= FITS
    if not evidence.facts.classes or not majority < TRUE or not (is_nearly_all or leans):
        return None
    sentence = (
        f"{100 * share:.1f} % of the validation rows are given to one class; the largest class has"
        f" {100 * majority:.1f} % of the rows"
    )
    is_plain = is_nearly_all and not is_level(evidence, is_suspected=True)
    return Seen(
        severity="diagnosis" if is_plain else severity(evidence),
        sentence=f"{sentence}." if is_plain else with_harm(sentence, evidence),
        numbers={"predicted_share": share, "majority_share": majority},
    )


def _held(run: Run) -> float:
    """The share that was kept to for two epochs, around the epoch kept or at the end."""
    shares = run.curves.largest_class_share
    kept = max(run.best_epoch - 1, 0)
    pairs = [shares[-EPOCHS:], shares[kept : kept + 2], shares[max(kept - 1, 0) : kept + 1]]
    held = [min(pair) for pair in pairs if len(pair) == EPOCHS and all(map(math.isfinite, pair))]
    return max(held, default=math.nan)
