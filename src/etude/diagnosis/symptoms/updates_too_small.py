"""Steps hardly change the weights."""

import math
from statistics import median

from etude.diagnosis.curve import EPOCHS, known, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen
from etude.records.trial import Run

NAME = "updates too small"
STAGE = "optimisation"
PRIORITY = 40
QUESTION = "Do steps change the weights by less than a hundred-thousandth?"
MEANING = "The learning rate is too low: training crawls and will not arrive."
FIRST = "Multiply the learning rate by 10 (the guide: by 2-5)."
SOURCE = "guide, Learning Rate, too low (it multiplies by 2-5); Karpathy: updates near 0.001"
BLIND = "Late in a falling schedule small steps are meant."

RATIO = 1e-5  # |change of weights| / |weights|, median of the epochs


def look(evidence: Evidence) -> Seen | None:
    """Fires below 0.00001 over the typical epoch; a diagnosis with harm to training."""
    ratio = typical(evidence, _usual)
    if not ratio < RATIO:
        return None
    sentence = f"A step changed the weights by {ratio:.1e} of their size (usual: 1e-03)"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"update_ratio": ratio},
    )


def _usual(run: Run) -> float:
    values = known(run.curves.update_ratio)
    return median(values) if len(values) >= EPOCHS else math.nan
