"""One input column alone tells the target."""

from math import isnan

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import scores_are_of_numbers
from etude.diagnosis.seen import Seen

NAME = "one column tells the target"
STAGE = "data"
PRIORITY = 46
QUESTION = "Does one input column alone answer validation rows nearly perfectly?"
MEANING = (
    "It may be the target in other words, or be known only once the target is; then the score says"
    " nothing of rows whose target is not known yet."
)
FIRST = "Ask when this column is known: leave it out where that is not before the target."
SOURCE = "Kaufman, Rosset, Perlich & Stitelman 2012, Leakage in Data Mining"
BLIND = (
    "It needs etude.yardsticks, and a table; it does not see several columns that tell the target"
    " together, or one that tells less."
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where a column reaches 99 % of right answers, or of the variance, and leaves a tenth of
    the naive errors at most. A note: it may be an honest column."""
    place, share = evidence.facts.telling_column, evidence.facts.telling_share
    if isnan(share):
        return None
    told = "of the variance" if scores_are_of_numbers(evidence) else "right answers"
    return Seen(
        severity="note",
        sentence=f"Input column {place} (counted from 0) alone reaches {100 * share:.1f} % {told}"
        " on validation rows.",
        numbers={"column": place, "share": share},
    )
