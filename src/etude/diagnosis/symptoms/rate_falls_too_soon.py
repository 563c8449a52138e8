"""Most of the training ran at next to no learning rate."""

from etude.diagnosis.curve import known, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen
from etude.records.trial import Run

NAME = "rate falls too soon"
STAGE = "optimisation"
PRIORITY = 38
QUESTION = "Was the learning rate below a hundredth of its highest in half of the epochs?"
MEANING = "The schedule ends long before the training does: its last epochs teach nothing."
FIRST = "Let the schedule last as long as the training, or halve the rate only at a plateau."
SOURCE = "guide, Learning Rate Scheduling: decay over the whole training; Loshchilov & Hutter 2017"
BLIND = "Whether there was more to learn; the rate of further parameter groups."

LEFT = 0.01  # of the highest rate
SHARE = 0.5  # of the epochs
FEWEST = 4  # epochs


def look(evidence: Evidence) -> Seen | None:
    """Fires where half of at least 4 epochs ran at less than a hundredth of the highest rate; a
    diagnosis with harm to training."""
    share = typical(evidence, _spent)
    if not share >= SHARE:
        return None
    sentence = (
        f"In {100 * share:.0f} % of the epochs the learning rate was below {LEFT:g} of its highest"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"share": share},
    )


def _spent(run: Run) -> float:
    rates = known(run.curves.learning_rate)
    if len(rates) < FEWEST:
        return float("nan")
    fallen = rates[rates.index(max(rates)) :]  # what comes before is a warm-up
    return sum(rate < LEFT * fallen[0] for rate in fallen) / len(rates)
