"""Cells of the inputs are NaN or infinite."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen
from etude.records.figures import counted

NAME = "inputs not finite"
STAGE = "data"
PRIORITY = 10
QUESTION = "Are there NaN or infinite values among the inputs?"
MEANING = "One such value makes the whole batch's loss NaN, and with it every weight."
FIRST = "Fill missing values in (the median, and a column that says so), or drop their rows."
SOURCE = "guide, Phase 1: handle missing values"
BLIND = "Only the rows that were checked; a later batch may hold one."


def look(evidence: Evidence) -> Seen | None:
    """Fires on a single cell of the rows checked, or of validation, whose losses it hides."""
    cells = evidence.checked("non_finite_inputs", "cells")
    judged = evidence.checked("non_finite_validation", "cells")
    if not (cells > 0 or judged > 0):
        return None
    return Seen(
        severity="diagnosis",
        sentence=(
            f"{counted(int(cells), 'input value')} NaN or infinite."
            if cells > 0
            else f"{counted(int(judged), 'input value')} of validation NaN or infinite."
        ),
        numbers={"cells": cells, "validation_cells": judged},
    )
