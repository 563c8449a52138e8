"""Every row was scaled by itself: what tells a small one from a large one is gone."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "rows scaled by themselves"
STAGE = "data"
PRIORITY = 43
QUESTION = "Has every row of a table the same length, or the mean 0?"
MEANING = "Rows were scaled in place of columns: a small row and a large one look the same now."
FIRST = "Scale columns by the training rows (StandardScaler), not rows (Normalizer, axis=1)."
SOURCE = "guide, Phase 1: normalization, standardization; scikit-learn, Normalizer"
BLIND = (
    "Whether it is meant, as for embeddings, texts, spectra and the shapes of series; cheap models"
    " read the same rows, so that what was lost is not seen."
)


def look(evidence: Evidence) -> Seen | None:
    """Fires where all rows are of one length, or have the mean 0; a diagnosis with harm."""
    length, centre = (evidence.checked("rows_alike", name) for name in ("length", "centre"))
    if not (length > 0 or centre > 0):
        return None
    told = "All rows have " + " and ".join(
        what for what, is_so in (("one length", length > 0), ("the mean 0", centre > 0)) if is_so
    )
    return Seen(
        severity=severity(evidence, is_suspected=False),
        sentence=with_harm(told, evidence, is_suspected=False),
        numbers={"length": length, "centre": centre},
    )
