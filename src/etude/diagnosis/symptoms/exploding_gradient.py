"""Gradients grow from layer to layer, or leap from step to step."""

from etude.diagnosis.curve import at_the_end, most, mostly_since
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import NEAR_ZERO, severity, with_harm
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
    """Fires where either was held for two epochs in a row; a diagnosis with harm to training.
    Leaps without harm are silent where all is nearly learned: there most gradients are next to
    nothing, and a usual one leaps."""
    apart = mostly_since(evidence, lambda curves: curves.first_last_gradient, APART)
    leaps = mostly_since(evidence, lambda curves: curves.gradient_spike, LEAP)
    if not (apart or leaps):
        return None
    unstable = unstable_training.look(evidence)
    is_unstable = unstable is not None and unstable.severity == "diagnosis"
    how = "diagnosis" if is_unstable else severity(evidence)
    loss = at_the_end(evidence, lambda curves: curves.train_loss)
    if how == "note" and not apart and loss < NEAR_ZERO * evidence.naive_loss:
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
    return Seen(
        severity=how,
        sentence=with_harm(sentence, evidence),
        numbers={"first_last_gradient": ratio, "gradient_spike": spike},
    )
