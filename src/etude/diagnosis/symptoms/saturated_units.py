"""More than half of the activations lie at their bounds."""

from etude.diagnosis.curve import at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "saturated units"
STAGE = "optimisation"
PRIORITY = 22
QUESTION = "Do more than half of the sigmoid or tanh activations lie at their bounds?"
MEANING = "There the curve is flat and passes no gradient on: what lies before it cannot learn."
FIRST = "Scale the inputs, initialise smaller, then use ReLU in the hidden layers."
SOURCE = "Glorot & Bengio 2010; guide, Sigmoid and Tanh: vanishing gradient"
BLIND = "Gates of recurrent networks, which may rightly be open or shut."

SHARE = 0.5  # of the activations, within 1 % of the range of a bound


def look(evidence: Evidence) -> Seen | None:
    """Fires above 50 % in both of the last two epochs; a diagnosis with harm to training."""
    share = at_the_end(evidence, lambda curves: curves.saturated_share)
    if not share > SHARE:
        return None
    activation = evidence.setup.activation
    kind = f"{activation} " if activation in ("sigmoid", "tanh") else ""
    sentence = f"{100 * share:.0f} % of the {kind}activations lay at their bounds in the last two"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(f"{sentence} epochs", evidence),
        numbers={"saturated_share": share},
    )
