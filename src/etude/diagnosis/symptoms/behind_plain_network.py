"""A plain network learns the same rows clearly better, whatever holds this one back."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import (
    PLAIN_CONVOLUTIONS,
    PLAIN_NETWORKS,
    PLAIN_RECURRENT,
    RANKED_NETWORKS,
    UNSTOPPED_NETWORKS,
    behind,
)
from etude.diagnosis.seen import Seen

NAME = "behind a plain network"
STAGE = "comparison"
PRIORITY = 10
QUESTION = "Does a plain network with the guide's settings answer the same rows clearly better?"
MEANING = "Something in this training, named above or not yet, costs what a plain one has."
FIRST = (
    "Begin again from a plain network of your kind (ReLU, Adam at 0.001, batches of 32, scaled"
    " inputs, early stopping); bring your own settings back one by one: one of them is the fault."
)
SOURCE = "guide, Phase 2: start with a simple baseline; Phase 3: change one thing at a time"
BLIND = "It needs etude.yardsticks, and says nothing of what the fault is."

_DENSE = "two dense layers of 128 units, ReLU, Adam at"
# What each is made of.
PLAIN = {
    PLAIN_NETWORKS: f"{_DENSE} 0.001, early stopping",
    UNSTOPPED_NETWORKS: f"{_DENSE} 0.003, 50 epochs",
    RANKED_NETWORKS: f"{_DENSE} 0.003, 50 epochs, every column by its ranks",
    PLAIN_CONVOLUTIONS: "convolutions of 32, 64 and 32 channels, Adam at 0.001, early stopping",
    PLAIN_RECURRENT: "an LSTM of 64 units, Adam at 0.003, early stopping",
}


def look(evidence: Evidence) -> Seen | None:
    """Fires where the best plain network is ahead on validation, as any yardstick must be where no
    mechanism is suspected: by 4 points (3 where rows are paired) and 2.5 standard errors."""
    best = evidence.facts.mark(*PLAIN)
    told = behind(evidence, best) if best is not None else ""
    if best is None or not told:
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"{told[0].upper()}{told[1:]}: {PLAIN[best.name]}, batches of 32, scaled inputs.",
        numbers={"accuracy": best.accuracy, "loss": best.loss},
    )
