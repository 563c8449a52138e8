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
BLIND = "Dropout left on by intention; answers without gradients that training itself needs."

EVALUATIONS = 2  # one odd one is no habit


def look(evidence: Evidence) -> Seen | None:
    """Fires where all of at least two evaluations found dropout or batch normalisation in training
    mode."""
    evaluations = evidence.checked("evaluation_mode", "evaluations")
    in_training = evidence.checked("evaluation_mode", "in_training")
    if not EVALUATIONS <= evaluations == in_training:
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"All {evaluations:.0f} evaluations found dropout or batch normalisation of the"
        " network in training mode.",
        numbers={"evaluations": evaluations, "in_training": in_training},
    )
