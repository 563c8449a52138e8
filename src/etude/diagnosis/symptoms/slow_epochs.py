"""An epoch takes long because its batches are small."""

from statistics import median

from etude.diagnosis.curve import known, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen

NAME = "slow epochs"
STAGE = "optimisation"
PRIORITY = 90
QUESTION = "Does an epoch take over a minute at small batches?"
MEANING = "Small batches leave the machine waiting between steps."
FIRST = "Multiply the batch by 4, and the learning rate by 2."
SOURCE = "guide, When to Change What: training too slow; Batch Size: 128-512 where memory allows"
BLIND = "Loading of the data may be what takes the time."

SECONDS = 60.0  # of an epoch
SMALL = 64  # rows a batch, at most


def look(evidence: Evidence) -> Seen | None:
    """A note above a minute an epoch at batches of at most 64: it costs time, not quality."""
    seconds = typical(evidence, lambda run: median(known(run.curves.seconds) or (float("nan"),)))
    batch = evidence.setup.batch_size
    if not seconds > SECONDS or batch is None or batch > SMALL:
        return None
    return Seen(
        severity="note",
        sentence=f"An epoch takes {seconds:,.0f} seconds at {batch} rows a batch.",
        numbers={"seconds": seconds, "batch_size": float(batch)},
    )
