"""Something else than the optimizer changes the weights."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "weights changed between steps"
STAGE = "optimisation"
PRIORITY = 7
QUESTION = "Are weights before a step other ones than the step before had left?"
MEANING = (
    "They are clamped, drawn anew, loaded, averaged or scaled in the loop: what a step learned is"
    " changed before the next one."
)
FIRST = "Leave the weights to the optimizer; take out what writes to them between two steps."
SOURCE = "Gulrajani et al. 2017, Improved Training of Wasserstein GANs: what clipped weights lose"
BLIND = "All but the last layer's weights, and steps that are not compared, which are most."

FEWEST = 2  # steps: weights may be loaded once, on purpose


def look(evidence: Evidence) -> Seen | None:
    """Fires where it was so before two compared steps; a diagnosis with harm."""
    changed, steps = (evidence.checked("weights_changed", name) for name in ("changed", "steps"))
    if not changed >= FEWEST:
        return None
    sentence = (
        f"Before {changed:,.0f} of {steps:,.0f} compared steps the last trained layer's weights"
        " were other ones than the step before had left"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"changed": changed, "steps": steps},
    )
