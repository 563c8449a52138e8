"""Hardly any gradient reaches the first layer."""

import math

from etude.diagnosis.curve import at_most_at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms import dead_units

NAME = "vanishing gradient"
STAGE = "optimisation"
PRIORITY = 24
QUESTION = "Is the first layer's gradient below a thousandth of the last's?"
MEANING = "Each layer shortens the gradient on its way back: the first ones cannot learn."
FIRST = "ReLU with He initialisation; then batch normalisation, residual connections, fewer layers."
SOURCE = "guide, Sigmoid: vanishing gradient; Glorot & Bengio 2010; He et al. 2016"
BLIND = "A first layer that needs no learning, such as pretrained embeddings."

RATIO = 1e-3  # first layer's gradient over the last's
DEEP = 3  # hidden layers of sigmoid, each of which passes on a quarter of a gradient at most


def has_deep_sigmoids(evidence: Evidence) -> bool:
    """Whether three or more hidden layers are of sigmoid."""
    setup = evidence.setup
    return setup.activation == "sigmoid" and (setup.layers or 0) >= DEEP


def look(evidence: Evidence) -> Seen | None:
    """Fires below 0.001 in both of the last two epochs, and where three or more hidden layers are
    of sigmoid; a diagnosis with harm to training. Silent where dead units explain why no gradient
    passes at all."""
    ratio = at_most_at_the_end(evidence, lambda curves: curves.first_last_gradient)
    layers, activation = evidence.setup.layers or 0, evidence.setup.activation
    is_deep = has_deep_sigmoids(evidence) and bool(evidence.trained)
    if not (ratio < RATIO or is_deep) or (ratio == 0 and dead_units.look(evidence)):
        return None
    through = f" through {layers} hidden layers" if layers else ""
    through += f" of {activation}" if is_deep else ""
    sentence = f"The first layer's gradient is {ratio:.1e} of the last's{through}"
    if math.isnan(ratio):
        sentence = f"The first layer's gradient comes{through}, each of which shortens it"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"first_last_gradient": ratio},
    )
