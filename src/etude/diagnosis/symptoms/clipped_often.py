"""Most gradients are shortened."""

from etude.diagnosis.curve import at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "gradients clipped often"
STAGE = "numerics"
PRIORITY = 50
QUESTION = "Was the gradient shortened in more than half of the steps?"
MEANING = "Clipping is meant for the rare long gradient; here it sets the size of every step."
FIRST = "Halve the learning rate; then let gradients be as long as they usually are."
SOURCE = "Pascanu et al. 2013: the threshold from the usual length of gradients"
BLIND = "Transformers are often trained so on purpose."

SHARE = 0.5  # of an epoch's steps


def look(evidence: Evidence) -> Seen | None:
    """Fires above 50 % in both of the last two epochs; a diagnosis with harm to training."""
    share = at_the_end(evidence, lambda curves: curves.clipped_share)
    if not share > SHARE:
        return None
    clip = evidence.setup.gradient_clip
    bound = f" (longer than {clip:g})" if clip else ""
    sentence = f"In {100 * share:.0f} % of the steps of the last two epochs the gradient{bound}"
    return Seen(
        severity=severity(evidence, is_suspected=False),
        sentence=with_harm(f"{sentence} was shortened", evidence, is_suspected=False),
        numbers={"clipped_share": share},
    )
