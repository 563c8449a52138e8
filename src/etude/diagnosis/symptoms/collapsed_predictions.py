"""A regression predicts nearly the same number for every row."""

from etude.diagnosis.curve import at_most_at_the_end
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "collapsed predictions"
STAGE = "optimisation"
PRIORITY = 52
QUESTION = "Do predicted numbers vary by less than 5 % of what the true ones do?"
MEANING = "The network answers with the mean: nothing of the inputs reaches the output."
FIRST = "Scale inputs and targets; then look whether the last activation is stuck at a bound."
SOURCE = "guide, Output activations: linear for regression; Preprocessing"
BLIND = "Data with next to no signal are rightly answered with the mean."

SHARE = 0.05  # standard deviation of the predictions over that of the targets


def look(evidence: Evidence) -> Seen | None:
    """Fires below 5 % in both of the last two epochs; a diagnosis with harm to training."""
    share = at_most_at_the_end(evidence, lambda curves: curves.prediction_spread)
    if not share < SHARE:
        return None
    sentence = f"Predicted numbers vary by {100 * share:.2g} % of what the true ones do"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"prediction_spread": share},
    )
