"""An epoch is a handful of steps: the batch is nearly all of the rows."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "few updates an epoch"
STAGE = "optimisation"
PRIORITY = 58
QUESTION = "Is an epoch of many rows made in no more than four steps?"
MEANING = "Every step costs a pass over most of the rows, and there are few of them."
FIRST = "Take batches of 32 rows; the same epochs then make many more steps."
SOURCE = "guide, Batch Size: 32 to begin with; Keskar et al. 2017, On large-batch training"
BLIND = "Methods that want all rows at once; a rate that was raised with the batch."

STEPS = 4  # an epoch
ROWS = 256  # learned from: of fewer a handful of steps is all there is


def look(evidence: Evidence) -> Seen | None:
    """Fires from 256 rows on; a diagnosis with harm."""
    steps = evidence.mean(lambda run: run.steps / max(run.epochs, 1))
    rows = evidence.facts.learn_rows
    if not (0 < steps <= STEPS and rows >= ROWS):
        return None
    sentence = f"An epoch of {rows:,} rows is {steps:.0f} steps"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"steps": steps, "rows": float(rows)},
    )
