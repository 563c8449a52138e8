"""Input columns that say nothing: one value in every row, or another in each."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "constant inputs"
STAGE = "data"
PRIORITY = 50
QUESTION = "Are there input columns with the same value in every row?"
MEANING = "Such a column cannot tell rows apart; in new data it may suddenly do so, at random."
FIRST = "Look whether they vary in the whole table; drop those that do not."
SOURCE = "guide, Phase 1: exploration and cleaning"
BLIND = "A column that is constant in the rows checked may vary in others."


def look(evidence: Evidence) -> Seen | None:
    """A note on a single column: it costs little, so that there is no harm to diagnose."""
    columns = evidence.checked("constant_inputs", "columns")
    if not columns > 0:
        return None
    return Seen(
        severity="note",
        sentence=f"{columns:,.0f} of the input columns had one value in all of the"
        f" {evidence.checked('constant_inputs', 'rows'):,.0f} rows that were looked at.",
        numbers={"columns": columns},
    )
