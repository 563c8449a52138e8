"""Training fits its rows, and validation knows nothing."""

import math

from etude.diagnosis.chance import majority_bound
from etude.diagnosis.curve import at_most_at_the_end, lowest_held, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import STALLED, gain, learns_numbers
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms import first_loss_too_high

NAME = "validation at chance"
STAGE = "data"
PRIORITY = 30
QUESTION = "Does validation stay at chance while training fits?"
MEANING = "What was learned does not hold for other rows: labels and rows do not belong together."
FIRST = "Look at 20 rows beside their labels: shuffled, or shifted? Then look at the split."
SOURCE = "Zhang et al. 2017, Understanding deep learning requires rethinking generalization"
BLIND = (
    "Data in which there is nothing to learn, and a network large enough to learn them by heart."
)

OTHER_UNIT = 0.5  # of the naive loss: an untrained loss below it is measured in another unit
FITS = 0.5  # gain of training loss on the naive loss


def look(evidence: Evidence) -> Seen | None:
    """Fires where validation loss never kept 2 % below the naive loss for two epochs, validation
    accuracy is within 2 standard errors of the largest class, and training loss began in the naive
    one's unit and ended at 0 to half of it; a note where the first weights were so large that any
    network would learn by heart."""
    validation = typical(evidence, lambda run: lowest_held(run.curves.validation_loss))
    train = at_most_at_the_end(evidence, lambda curves: curves.train_loss)
    accuracy = evidence.at_best(lambda curves: curves.validation_accuracy)
    fits = gain(evidence, train) >= FITS
    if _is_in_another_unit(evidence) or train < 0:
        return None
    if not (fits and gain(evidence, validation) < STALLED) or accuracy > majority_bound(evidence):
        return None
    told = "" if math.isnan(accuracy) else f" (accuracy {100 * accuracy:.1f} %)"
    return Seen(
        severity="note" if first_loss_too_high.look(evidence) else "diagnosis",
        sentence=f"Training loss came down to {train:.4g}; validation loss was {validation:.4g} at"
        f" best{told}, knowing nothing gives {evidence.naive_loss:.4g}.",
        numbers={"train_loss": train, "validation_loss": validation, "accuracy": accuracy},
    )


def _is_in_another_unit(evidence: Evidence) -> bool:
    """Whether training losses cannot be held against the naive one, as where a loop multiplies its
    loss by a small number. One batch of numbers says too little of that, forecasts begin low."""
    if learns_numbers(evidence) or evidence.facts.forecast_from:
        return False
    return typical(evidence, first_loss_too_high.first_loss) < OTHER_UNIT * evidence.naive_loss
