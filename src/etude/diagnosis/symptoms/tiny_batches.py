"""Batch normalisation takes its statistics of a handful of rows."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "batches too small to normalise"
STAGE = "optimisation"
PRIORITY = 9
QUESTION = "Does batch normalisation see eight rows at a time or fewer?"
MEANING = (
    "Means and deviations of so few rows are mostly luck: every row changes all others' answers."
)
FIRST = "Take batches of 32 rows; where they do not fit, layer normalisation in its place."
SOURCE = "Wu & He 2018, Group normalization: errors grow quickly below batches of 16"
BLIND = "Statistics that are shared by several processes; steps or pixels that count as rows too."

ROWS = 8


def look(evidence: Evidence) -> Seen | None:
    """Fires up to eight rows a batch; a diagnosis with harm."""
    setup = evidence.setup
    rows = setup.batch_size or 0
    if setup.normalisation != "batch" or not 0 < rows <= ROWS:
        return None
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(f"Batch normalisation sees {rows} rows at a time", evidence),
        numbers={"rows": float(rows)},
    )
