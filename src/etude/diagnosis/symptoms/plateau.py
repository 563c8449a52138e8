"""Training stands still from the start: no better than the naive prediction."""

from etude.diagnosis.chance import majority_bound
from etude.diagnosis.curve import lowest_held, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import STALLED, gain
from etude.diagnosis.seen import Seen

NAME = "plateau"
STAGE = "optimisation"
PRIORITY = 60
QUESTION = "Did training improve on the naive prediction at all?"
MEANING = (
    "The learning rate does not fit: too low it crawls, too high it jumps over every valley."
    " Both look alike from here, so both directions are tried."
)
FIRST = "Find the learning rate by the range test, in both directions (the guide: times 2-5)."
SOURCE = "guide, Quick Diagnosis: no improvement after 20 epochs (it names only too low a rate)"
BLIND = "Data in which there is nothing to learn look the same."

GUIDE_EPOCHS = 20


def look(evidence: Evidence) -> Seen | None:
    """Fires when training loss never kept 2 % below the naive prediction's for two epochs; silent
    where validation accuracy is above what always naming the largest class may reach."""
    loss = typical(evidence, lambda run: lowest_held(run.curves.train_loss))
    reached = gain(evidence, loss)
    accuracy = evidence.at_best(lambda curves: curves.validation_accuracy)
    if not reached < STALLED or accuracy > majority_bound(evidence):
        return None
    epochs = evidence.mean(lambda run: run.epochs)
    return Seen(
        severity="diagnosis",
        sentence=f"After {epochs:.0f} epochs (the guide waits for {GUIDE_EPOCHS}) training loss is"
        f" {loss:.4g}, the naive prediction's {evidence.naive_loss:.4g}: {100 * abs(reached):.1f} %"
        f" {'better' if reached > 0 else 'worse'} ({100 * STALLED:.0f} % better was asked).",
        numbers={"gain": reached, "epochs": epochs, "accuracy": accuracy},
    )
