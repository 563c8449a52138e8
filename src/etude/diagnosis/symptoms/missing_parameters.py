"""Weights that ask for a gradient and are not in the optimizer."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "parameters missing from the optimizer"
STAGE = "optimisation"
PRIORITY = 5
QUESTION = "Are there parameters that want a gradient and that the optimizer never got?"
MEANING = "They stay at their first values: that part of the network never learns."
FIRST = "Make the optimizer after the whole network, from model.parameters()."
SOURCE = "PyTorch, torch.optim: constructing an optimizer"
BLIND = "A second optimizer that has them."


def look(evidence: Evidence) -> Seen | None:
    """Fires on a single parameter."""
    missing = evidence.checked("frozen", "not_in_optimizer")
    if not missing > 0:
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"{missing:,.0f} parameters want a gradient and are not in the optimizer.",
        numbers={"not_in_optimizer": missing},
    )
