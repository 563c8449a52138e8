"""The penalty on the weights pulls harder than the data."""

from etude.diagnosis.curve import most
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "penalty outweighs the data"
STAGE = "numerics"
PRIORITY = 12
QUESTION = "Do the penalties pull the weights harder than the data?"
MEANING = "The weights are drawn to 0 faster than the rows can teach them anything."
FIRST = "Divide lambda by 10."
SOURCE = "guide, L2 Regularization: lambda 0.001 light, 0.01 moderate, 0.1 strong"
BLIND = "Decay of an optimizer that is not PyTorch's own; penalties that a loop adds to its loss."

SHARE = 1.0  # of the pull of the data: gradients, or steps where the decay is beside them


def look(evidence: Evidence) -> Seen | None:
    """Fires where it was above 1 in an epoch, a diagnosis with harm to training. The largest
    counts, since weights that were drawn to 0 have no penalty left."""
    share = most(evidence, lambda curves: curves.penalty_share)
    if not share > SHARE:
        return None
    decay = evidence.setup.weight_decay
    strength = f" (lambda {decay:g})" if decay else ""
    sentence = f"The penalties{strength} pulled the weights {share:.2g} times as hard as the data"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"penalty_share": share},
    )
