"""Some cells of a column are in another unit, or their decimal point slipped."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "mixed units"
STAGE = "data"
PRIORITY = 19
QUESTION = "Do a few cells of a column lie many times further out than all the others?"
MEANING = (
    "They are in another unit (grams among kilograms), or a decimal point slipped; a few such"
    " numbers outweigh all others."
)
FIRST = (
    "Look these cells up in the raw data and bring them back to the unit of the others; read what"
    " cannot be right as missing."
)
SOURCE = "guide, Phase 1: outliers; Lones 2021, take the time to understand your data"
BLIND = (
    "Columns of few values, or with a long tail of their own; fewer than three such cells of a"
    " column among the rows looked at; units a few times apart; cells in a larger unit, which lie"
    " near 0. A few rows that are large by nature look the same."
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where three cells of a column or more, a fifth of it at most, lie beyond 6 deviations
    (as the quartiles tell them), five times as many as between 3.5 and 6, and spread three times as
    wide as the others; a diagnosis where training came to harm, clearly: large rows may look so."""
    columns, cells, times = (
        evidence.checked("mixed_units", name) for name in ("columns", "cells", "times")
    )
    if not columns > 0:
        return None
    sentence = (
        f"In {columns:,.0f} of the input columns a few cells ({100 * cells:.2g} % of all values)"
        f" lie about {times:,.0f} times further from the middle than the others, with hardly any"
        " between"
    )
    return Seen(
        severity=severity(evidence, is_suspected=False),
        sentence=with_harm(sentence, evidence, is_suspected=False),
        numbers={"columns": columns, "cells": cells, "times": times},
    )
