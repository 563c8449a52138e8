"""The loop judges a network whose dropout or batch statistics are still those of training."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "evaluated in training mode"
STAGE = "optimisation"
PRIORITY = 8
QUESTION = "Is the network in training mode whenever the loop evaluates it?"
MEANING = "Dropout and batch statistics go on while it is judged: it looks worse than it is."
FIRST = "Call model.eval() before every evaluation and prediction, model.train() after it."
SOURCE = "PyTorch, Module.eval; torch.no_grad() alone does not change the mode"
BLIND = "Dropout that is left on by intention, to sample answers."

CALLS = 2  # one odd call is no habit


def look(evidence: Evidence) -> Seen | None:
    """Fires where all of at least two evaluations found a network in training mode that has
    dropout or batch normalisation."""
    calls = evidence.checked("evaluation_mode", "calls")
    in_training = evidence.checked("evaluation_mode", "in_training")
    differs = evidence.checked("evaluation_mode", "differs")
    if not differs or not CALLS <= calls == in_training:
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"All {calls:.0f} evaluations found the network in training mode, in which it has"
        " dropout or batch normalisation.",
        numbers={"calls": calls, "in_training": in_training},
    )
