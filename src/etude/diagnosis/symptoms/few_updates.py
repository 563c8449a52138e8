"""A step takes so many of the rows that an epoch is a handful of them."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "few updates an epoch"
STAGE = "optimisation"
PRIORITY = 58
QUESTION = "Does a step take a quarter of many rows, or more?"
MEANING = "Every step costs a pass over much of the rows, and there are few of them."
FIRST = "Take batches of 32 rows, and a step after each: the same epochs then make many more."
SOURCE = "guide, Batch Size: 32 to begin with; Keskar et al. 2017, On large-batch training"
BLIND = "It needs etude.yardsticks, of the rows that the loop is meant to learn."

SHARE = 0.25  # of the rows
GATHERED = 2  # batches
ROWS = 256  # of fewer a handful of steps is all there is


def look(evidence: Evidence) -> Seen | None:
    """Fires from 256 rows on; a diagnosis with harm."""
    batch, rows = evidence.setup.batch_size or 0, evidence.facts.given_rows
    of_step = max(batch, evidence.facts.step_rows)
    if not (rows >= ROWS and of_step >= SHARE * rows):
        return None
    sentence = f"A step takes {of_step:,} of {rows:,} rows"
    if of_step >= GATHERED * batch > 0:
        sentence += f", gathered from batches of {batch:,}"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"batch": float(of_step), "rows": float(rows)},
    )
