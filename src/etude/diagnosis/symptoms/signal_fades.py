"""Rows are nearly alike before they reach the last layer, and no weight has been learned yet."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen
from etude.diagnosis.symptoms import vanishing_gradient

NAME = "signal fades"
STAGE = "optimisation"
PRIORITY = 19
QUESTION = "Do less than 5 % of the differences between rows reach the last layer at first?"
MEANING = "The first weights are too small, or the layers too many: each one hands on less."
FIRST = "Initialise anew: He for ReLU, Glorot for tanh; then normalise, or fewer layers."
SOURCE = (
    "Glorot & Bengio 2010; He et al. 2015; Schoenholz et al. 2017, Deep Information Propagation"
)
BLIND = "Networks with batch normalisation; small signals without biases; means of many steps."

LEFT = 0.05


def look(evidence: Evidence) -> Seen | None:
    """Fires below 5 % of the difference that the inputs have, 0.5 % where steps are put together; a
    diagnosis with harm to training. Silent after a training of deep sigmoids, whose gradient fades
    as well."""
    left, asked = (evidence.checked("signal", name) for name in ("left", "asked"))
    if not left < asked or vanishing_gradient.has_deep_sigmoids(evidence):
        return None
    sentence = (
        f"Before training {100 * left:.2g} % of the difference between rows reached the last layer"
    )
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"left": left},
    )
