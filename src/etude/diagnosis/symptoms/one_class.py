"""Nearly every row is given to the same class."""

from etude.diagnosis.evidence import Evidence
from etude.records.finding import Finding

NAME = "one class predicted"
STAGE = "optimisation"
QUESTION = "Are nearly all rows given to one class that is not nearly all of the truth?"
MEANING = "Rare classes weigh too little in the loss, or the learning rate is too high."
SOURCE = "guide, Quick Diagnosis: all predictions the same class"
BLIND = "Where one class is over 95 % of the rows, predicting it always may be right."

PREDICTED, TRUE = 0.98, 0.95


def look(evidence: Evidence) -> Finding | None:
    """Fires when > 98 % are given to one class although the largest is < 95 % of the rows."""
    share = evidence.at_best(lambda curves: curves.largest_class_share)
    majority = evidence.facts.majority_share
    if not evidence.facts.classes or not share > PREDICTED or majority >= TRUE:
        return None
    return Finding(
        symptom=NAME,
        severity="diagnosis",
        seen=f"{100 * share:.1f} % of the validation rows are given to one class; the largest"
        f" class has {100 * majority:.1f} % of the rows.",
        meaning=MEANING,
        evidence=(("predicted_share", share), ("majority_share", majority)),
        source=SOURCE,
    )
