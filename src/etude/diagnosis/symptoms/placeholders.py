"""Missing cells were filled with a number that means "missing", such as -999."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "placeholders"
STAGE = "data"
PRIORITY = 17
QUESTION = "Does a column of numbers hold one value, far from all others, again and again?"
MEANING = "It stands for a missing cell, or for never; the network takes it for a huge number."
FIRST = (
    "Read that value as missing: fill it in by the column's median, and say in a column of its own"
    " where it was."
)
SOURCE = "guide, Phase 1: missing values"
BLIND = "A value within the range of the others, as 0; one that is seldom among the rows looked at."


def look(evidence: Evidence) -> Seen | None:
    """Fires on any such column; a diagnosis where training came to harm, clearly: a covariate of
    one person may look so too."""
    columns, cells = (evidence.checked("placeholders", name) for name in ("columns", "cells"))
    if not columns > 0:
        return None
    sentence = (
        f"In {columns:,.0f} of the input columns one value, far from all others, stands again and"
        f" again ({100 * cells:.2g} % of all cells)"
    )
    return Seen(
        severity=severity(evidence, is_suspected=False),
        sentence=with_harm(sentence, evidence, is_suspected=False),
        numbers={"columns": columns, "cells": cells},
    )
