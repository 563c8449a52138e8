"""Gradients grow from layer to layer, or leap from step to step."""

from etude.diagnosis.curve import most, mostly_since
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms import unstable_training

NAME = "exploding gradient"
STAGE = "numerics"
PRIORITY = 20
QUESTION = (
    "Is the first layer's gradient 1,000 times the last's, or are there leaps above 10 times?"
)
MEANING = "A few steps are so long that they undo all others."
FIRST = "Shorten gradients to their 90th percentile; then warm up."
SOURCE = "Pascanu et al. 2013, On the difficulty of training recurrent neural networks"
BLIND = "Long steps of an optimizer that scales gradients by itself, as Adam does."

APART = 1e3  # first layer's gradient over the last's
LEAP = 10.0  # longest gradient of an epoch over its median


def look(evidence: Evidence) -> Seen | None:
    """Fires where either was held for two epochs in a row; a diagnosis with harm to training."""
    apart = mostly_since(evidence, lambda curves: curves.first_last_gradient, APART)
    leaps = mostly_since(evidence, lambda curves: curves.gradient_spike, LEAP)
    if not (apart or leaps):
        return None
    ratio = most(evidence, lambda curves: curves.first_last_gradient)
    spike = most(evidence, lambda curves: curves.gradient_spike)
    sentence = (
        f"From epoch {apart} on the first layer's gradient was over {APART:,.0f} times the last's"
        f" (at most {ratio:,.0f})"
        if apart
        else f"From epoch {leaps} on gradients leapt above {LEAP:.0f} times their median (at most"
        f" {spike:,.0f})"
    )
    is_unstable = unstable_training.look(evidence) is not None
    return Seen(
        severity="diagnosis" if is_unstable else severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"first_last_gradient": ratio, "gradient_spike": spike},
    )
