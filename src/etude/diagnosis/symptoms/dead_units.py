"""More than half of the hidden units never become active."""

from etude.diagnosis.curve import at_most_at_the_end, at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "dead units"
STAGE = "optimisation"
PRIORITY = 20
QUESTION = "Are more than half of the hidden units silent on every probe row?"
MEANING = "ReLU units were pushed where their signal is always negative and cannot come back."
FIRST = "Divide the learning rate by 3; then He initialisation, then Leaky ReLU."
SOURCE = "guide, ReLU: dead neurons; Lu et al. 2019, Dying ReLU and Initialization"
BLIND = "Silence on the probe rows is not silence on all rows."

SHARE = 0.5  # of the hidden units


def look(evidence: Evidence) -> Seen | None:
    """Fires above 50 % in both of the last two epochs, or where some are dead and the first layer
    gets no gradient at all (a whole layer is dead); a diagnosis with harm to training."""
    share = at_the_end(evidence, lambda curves: curves.dead_share)
    gradient = at_most_at_the_end(evidence, lambda curves: curves.first_last_gradient)
    is_layer = share > 0 and gradient == 0
    if not (share > SHARE or is_layer):
        return None
    sentence = (
        f"{100 * share:.0f} % of the hidden units were silent on every probe row in the last two"
        " epochs" + (", and no gradient reached the first layer" if is_layer else "")
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"dead_share": share, "first_last_gradient": gradient},
    )
