"""One class is far more frequent than another."""

import math

from etude.diagnosis.chance import is_no_better_than_majority
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "imbalanced classes"
STAGE = "data"
PRIORITY = 60
QUESTION = "Is the largest class more than 10 times as frequent as the rarest?"
MEANING = "Always naming the frequent class scores well and learns nothing of the rare ones."
FIRST = "Judge by a balanced metric (F1, balanced accuracy), then weigh rare classes more."
SOURCE = "guide, Quick Diagnosis: all predictions the same class; Classification metrics"
BLIND = "Rare classes may be learned well all the same: the per-class errors tell."

RATIO = 10.0


def look(evidence: Evidence) -> Seen | None:
    """Fires above 10 to 1; a diagnosis where accuracies are no better than always naming the
    largest class, unless the loss weighs classes: then it was not taught to name that."""
    ratio = _ratio(evidence)
    if not ratio > RATIO:
        return None
    training = evidence.at_best(lambda curves: curves.train_accuracy)
    accuracy = evidence.at_best(lambda curves: curves.validation_accuracy)
    is_weighed = evidence.setup.loss_is_plain is False
    harmed = not is_weighed and is_no_better_than_majority(evidence, training, accuracy)
    ending = (
        f", and validation accuracy {100 * accuracy:.1f} % is no better than always naming it."
        if harmed
        else "."
    )
    return Seen(
        severity="diagnosis" if harmed else "note",
        sentence=f"The largest class is {ratio:.3g} times as frequent as the rarest" + ending,
        numbers={"ratio": ratio, "accuracy": accuracy},
    )


def _ratio(evidence: Evidence) -> float:
    """As checked before training, else from the shares of the classes; NaN where unknown."""
    facts = evidence.facts
    if facts.classes and facts.rarest_share > 0:
        return facts.majority_share / facts.rarest_share
    checked = evidence.checked("class_ratio", "ratio")
    return checked if facts.classes != 1 else math.nan
