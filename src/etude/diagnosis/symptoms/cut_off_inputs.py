"""Input columns were cut off: many of their values stand at one bound."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "inputs cut off"
STAGE = "data"
PRIORITY = 18
QUESTION = "Do columns of varied numbers have many values at their very lowest and highest?"
MEANING = "They were clipped or clamped: rows that differed beyond the bounds look the same now."
FIRST = (
    "Look for clip or clamp in the preparation; scale before you cut, and cut the rare ends alone."
)
SOURCE = "guide, Phase 1: outliers, which are few"
BLIND = "Columns cut off at one side; bounds that an instrument or a form has."

MANY = 0.20  # of all cells: what they said is lost, whatever is made of them


def look(evidence: Evidence) -> Seen | None:
    """Fires on any such column; a diagnosis with harm to training, or above a fifth of all cells
    where all columns have one bound on either side of 0, as no form or instrument has: cheap models
    read the same rows, so that they cannot show what was lost."""
    columns, cells = (evidence.checked("cut_off", name) for name in ("columns", "cells"))
    if not columns > 0:
        return None
    is_lost = cells > MANY and evidence.checked("cut_off", "alike") > 0
    sentence = (
        f"{columns:,.0f} of the input columns were cut off at both ends: {100 * cells:.0f} % of all"
        " values stand at a bound"
    )
    return Seen(
        severity="diagnosis" if is_lost else severity(evidence, is_suspected=False),
        sentence=f"{sentence}." if is_lost else with_harm(sentence, evidence, is_suspected=False),
        numbers={"columns": columns, "cells": cells},
    )
