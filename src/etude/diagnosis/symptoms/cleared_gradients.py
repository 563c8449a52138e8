"""Gradients are cleared between the backward pass and the step."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "gradients cleared before the step"
STAGE = "optimisation"
PRIORITY = 5
QUESTION = "Is the gradient gone again when the optimizer takes its step?"
MEANING = "The step has nothing to go by: zero_grad() stands between it and loss.backward()."
FIRST = "Call optimizer.zero_grad() before loss.backward(), or after optimizer.step()."
SOURCE = "PyTorch, Optimizer.zero_grad; Karpathy 2019, A Recipe for Training Neural Networks"
BLIND = "Steps that are not measured, which are most; gradients that are computed in a closure."

FEWEST = 3  # steps: one may be left out on purpose, as after a gradient that is not finite


def look(evidence: Evidence) -> Seen | None:
    """Fires where it was so at three measured steps; a diagnosis with harm."""
    cleared, steps = (evidence.checked("gradients_cleared", name) for name in ("cleared", "steps"))
    if not cleared >= FEWEST:
        return None
    sentence = f"At {cleared:,.0f} of {steps:,.0f} measured steps the gradient had been cleared"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"cleared": cleared, "steps": steps},
    )
