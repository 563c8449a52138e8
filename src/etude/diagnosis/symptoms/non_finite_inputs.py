"""Cells of the inputs are NaN or infinite."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "inputs not finite"
STAGE = "data"
PRIORITY = 10
QUESTION = "Are there NaN or infinite values among the inputs?"
MEANING = "One such value makes the whole batch's loss NaN, and with it every weight."
FIRST = "Fill missing values in (the median, and a column that says so), or drop their rows."
SOURCE = "guide, Phase 1: handle missing values"
BLIND = "Only the rows that were checked; a later batch may hold one."


def look(evidence: Evidence) -> Seen | None:
    """Fires on a single cell."""
    cells = evidence.checked("non_finite_inputs", "cells")
    if not cells > 0:
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"{cells:,.0f} input values are NaN or infinite.",
        numbers={"cells": cells},
    )
