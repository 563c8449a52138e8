"""A plain network learns the same rows clearly better, whatever holds this one back."""

from etude.diagnosis.curve import EPOCHS
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import (
    PLAIN_CONVOLUTIONS,
    PLAIN_NETWORKS,
    PLAIN_RECURRENT,
    POINTS,
    UNSTOPPED_NETWORKS,
    behind,
    learns_numbers,
)
from etude.diagnosis.seen import Seen

NAME = "behind a plain network"
STAGE = "comparison"
PRIORITY = 10
QUESTION = "Does a plain network answer the same rows clearly better?"
MEANING = "Something in this training, named above or not, may cost what a plain one has."
FIRST = (
    "Begin again from that network, or a plain one of your kind, and bring your own settings back"
    " one by one: the one that loses the score is what to mend."
)
SOURCE = "guide, Phase 2: start with a simple baseline; Phase 3: change one thing at a time"
BLIND = "It needs etude.yardsticks, and says nothing of what the fault is."

ERRORS = 3.0  # standard errors: the best of several networks, while nothing else need be seen

_DENSE = "two dense layers of 128 units, ReLU, Adam at"
# What each is made of.
PLAIN = {
    PLAIN_NETWORKS: f"{_DENSE} 0.001, early stopping",
    UNSTOPPED_NETWORKS: f"{_DENSE} 0.003, 50 epochs",
    PLAIN_CONVOLUTIONS: "convolutions of 32, 64 and 32 channels, Adam at 0.001, early stopping",
    PLAIN_RECURRENT: "an LSTM of 64 units, Adam at 0.003, early stopping",
}


def look(evidence: Evidence) -> Seen | None:
    """Fires where the best plain network is ahead on validation by 4 points and 3 standard
    errors."""
    best = evidence.facts.mark(*PLAIN)
    if best is None or evidence.mean(lambda run: run.epochs) < EPOCHS:
        return None
    told = behind(evidence, best, POINTS, ERRORS)
    if not told:
        return None
    scaled = "inputs and targets" if learns_numbers(evidence) else "inputs"
    made_of = f"{PLAIN[best.name]}, batches of 32, scaled {scaled}"
    return Seen(
        severity="diagnosis",
        sentence=f"{told[0].upper()}{told[1:]}: {made_of}.",
        numbers={"accuracy": best.accuracy, "loss": best.loss},
    )
