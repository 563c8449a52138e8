"""The answers do not hang on the inputs."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import LITTLE, gain
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms import (
    bounded_output,
    dead_units,
    softmax_over_one_unit,
    vanishing_gradient,
)

NAME = "inputs unused"
STAGE = "data"
PRIORITY = 25
QUESTION = "Does the loss stay the same when no input tells anything?"
MEANING = "The inputs never reach the output: cut off, overwritten or multiplied by 0 on the way."
FIRST = "Follow one row through the network and find the layer where rows become equal."
SOURCE = "Karpathy 2019, A Recipe for Training Neural Networks: input-independent baseline"
BLIND = "Inputs that reach the output and say nothing of the target."

EXPLAIN = (dead_units, vanishing_gradient, softmax_over_one_unit, bounded_output)
EQUAL = 1e-6  # of the loss: what rounding may change


def look(evidence: Evidence) -> Seen | None:
    """Fires where the two losses agree to within rounding; a note where something else explains
    it: dead units, a vanishing gradient, an output that cannot move; or where the training that
    followed learned something all the same."""
    loss = evidence.checked("uses_inputs", "loss")
    blank = evidence.checked("uses_inputs", "loss_without_inputs")
    if not abs(loss - blank) <= EQUAL * abs(loss):
        return None
    is_explained = any(other.look(evidence) for other in EXPLAIN)
    is_refuted = gain(evidence, evidence.train_loss) > LITTLE  # by the training that followed
    return Seen(
        severity="note" if is_explained or is_refuted else "diagnosis",
        sentence=f"The loss is {loss:.6g} with the inputs and {blank:.6g} when none of them"
        " tells anything (numbers set to 0, tokens those of one row).",
        numbers={"loss": loss, "loss_without_inputs": blank},
    )
