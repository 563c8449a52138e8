"""The loss improves and the accuracy does not."""

from etude.diagnosis.chance import is_no_better_than_majority
from etude.diagnosis.curve import at_most_at_the_end, at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import gain, is_level
from etude.diagnosis.seen import Seen

NAME = "accuracy stands still"
STAGE = "output"
PRIORITY = 70
QUESTION = "Does the loss improve while accuracy stays at the share of the largest class?"
MEANING = "Rows are ranked better, and the threshold or the loss keeps that from the answers."
FIRST = "Choose the threshold on validation rows; then class weights, or a loss nearer the metric."
SOURCE = "guide, Classification metrics: accuracy misleads where classes are imbalanced"
BLIND = "Where the best answer is the largest class for every row there is nothing to gain."

IMPROVED = 0.10  # gain of training loss on the naive loss
RARE = 0.20  # share of the rarest class below which another metric than accuracy decides


def look(evidence: Evidence) -> Seen | None:
    """Fires where both losses are 10 % below the naive one and both accuracies within 2 standard
    errors of always naming the largest class; a note where a class is rare, or where cheap models
    are not ahead either."""
    loss = at_most_at_the_end(evidence, lambda curves: curves.train_loss)
    last = at_the_end(evidence, lambda curves: curves.validation_loss)
    training = at_most_at_the_end(evidence, lambda curves: curves.train_accuracy)
    accuracy = at_most_at_the_end(evidence, lambda curves: curves.validation_accuracy)
    validation = gain(evidence, evidence.validation_loss if evidence.setup.keeps_best else last)
    improved = gain(evidence, loss) > IMPROVED and validation > IMPROVED
    if not (improved and is_no_better_than_majority(evidence, training, accuracy)):
        return None
    majority = evidence.facts.majority_share
    is_note = evidence.facts.rarest_share < RARE or is_level(evidence)
    return Seen(
        severity="note" if is_note else "diagnosis",
        sentence=f"Validation loss lies {100 * validation:.0f} % below the naive prediction's, and"
        f" accuracy is {100 * accuracy:.1f} %: the largest class alone has"
        f" {100 * majority:.1f} %.",
        numbers={"gain": validation, "accuracy": accuracy, "majority_share": majority},
    )
