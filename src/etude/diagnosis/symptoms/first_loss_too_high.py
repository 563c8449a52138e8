"""The loss before the first step is far above that of knowing nothing."""

import math

from etude.diagnosis.curve import typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import harm
from etude.diagnosis.seen import Seen
from etude.records.trial import Run

NAME = "first loss too high"
STAGE = "numerics"
PRIORITY = 7
QUESTION = "Is the loss before the first step more than 3 times that of knowing nothing?"
MEANING = "The first weights, the inputs or the targets are too large: the start is far off."
FIRST = "Initialise anew (He for ReLU, Glorot for tanh), and scale inputs and targets."
SOURCE = "Karpathy 2019, A Recipe for Training Neural Networks: verify loss at init"
BLIND = "A loss of a person's own, whose value for knowing nothing is not known."

TIMES = 3.0  # the loss of knowing nothing: ln K, or the targets' variance
OF_BATCH = (0.5, 2.0)  # of as many times as a batch has rows, as a loss is that is summed over them
FEWEST_SUMMED = 8  # rows of a batch; fewer times may be anything
SUMMED = (
    "Look whether the loss is summed over the batch: it is about as many times too high as a batch"
    " has rows. Average it; else initialise anew, and scale inputs and targets."
)
SPREADS = 2.0  # standard deviations of that loss from batch to batch


def look(evidence: Evidence) -> Seen | None:
    """Fires above 3 times, of classes above 3 times ln K as well, which an untrained network has
    that knows no shares; a diagnosis where training came to harm."""
    loss, expected, spread = measured(evidence)
    expected = max(expected, math.log(max(evidence.facts.classes, 1)))
    if not (expected > 0 and loss > max(TIMES * expected, expected + SPREADS * spread)):
        return None
    harmed = harm(evidence, is_suspected=True)
    return Seen(
        severity="diagnosis" if harmed else "note",
        sentence=f"The untrained network's loss is {loss:.4g}; knowing nothing would give"
        f" {expected:.4g}" + (f"; {harmed}." if harmed else "."),
        numbers={"loss": loss, "expected": expected, "spread": spread},
        first=SUMMED if _is_like_a_sum(loss / expected, evidence.setup.batch_size or 0) else "",
    )


def _is_like_a_sum(times: float, rows: int) -> bool:
    return rows >= FEWEST_SUMMED and OF_BATCH[0] * rows <= times <= OF_BATCH[1] * rows


def measured(evidence: Evidence) -> tuple[float, float, float]:
    """First loss, the loss of knowing nothing, and its spread: as checked, else of the runs."""
    loss = evidence.checked("initial_loss", "loss")
    expected = evidence.checked("initial_loss", "expected")
    spread = evidence.checked("initial_loss", "spread")
    if math.isnan(loss):
        loss = typical(evidence, first_loss)
        expected = evidence.naive_loss
    return loss, expected, 0.0 if math.isnan(spread) else spread


def first_loss(run: Run) -> float:
    """Of the loop's own first batch; NaN where it was not seen."""
    return math.nan if run.initial_loss is None else run.initial_loss
