"""The loss before the first step is far below that of knowing nothing."""

import math

from etude.diagnosis.curve import typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import learns_numbers, severity, with_harm
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms.first_loss_too_high import first_loss, measured

NAME = "first loss too low"
STAGE = "numerics"
PRIORITY = 8
QUESTION = "Is the loss before the first step under a third of that of knowing nothing?"
MEANING = (
    "An untrained network cannot know that much: the loss is averaged twice or multiplied by a"
    " small number, so that every gradient is too short; or rows that count for nothing are in it."
)
FIRST = "Average the loss once, over the rows that count, and leave its size to the learning rate."
SOURCE = "Karpathy 2019, A Recipe for Training Neural Networks: verify loss at init"
BLIND = "A network that was trained before; optimizers such as Adam, to which the size is nothing."

LEFT = 1 / 3  # of the loss of knowing nothing
SPREADS = 3.0  # standard deviations of that loss from batch to batch


def look(evidence: Evidence) -> Seen | None:
    """Fires below a third, in the loop itself where that is known; a diagnosis with harm to
    training. Silent on forecasts, where a network may begin with what a simple one knows, and on
    numbers of which the spread from batch to batch is not known; and of losses below 0."""
    checked, expected, spread = measured(evidence)
    is_checked = not math.isnan(evidence.checked("initial_loss", "loss"))
    if evidence.facts.forecast_from or (learns_numbers(evidence) and not is_checked):
        return None
    first = typical(evidence, first_loss)
    loss = checked if math.isnan(first) else first
    if evidence.naive_loss < expected:  # classes that are rare are known to be
        expected = evidence.naive_loss
    if not (expected > 0 and 0 <= loss < min(LEFT * expected, expected - SPREADS * spread)):
        return None
    sentence = (
        f"The untrained network's loss is {loss:.4g}; knowing nothing would give {expected:.4g}"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"loss": loss, "expected": expected, "spread": spread},
    )
