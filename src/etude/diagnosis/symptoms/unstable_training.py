"""The loss jumps up and down and goes nowhere."""

from etude.diagnosis.curve import Trend, trend
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import NEAR_ZERO, harm, is_judged
from etude.diagnosis.seen import Seen

NAME = "unstable training"
STAGE = "optimisation"
PRIORITY = 35
QUESTION = "Does training loss jump by more than 30 % around its course, without falling?"
MEANING = "Each step overshoots: the learning rate is too high, or the batches too small."
FIRST = (
    "Divide the learning rate by 3 (the guide: by 10); then batch normalisation, then batch x 4."
)
SOURCE = "guide, When to Change What: unstable training; Learning Rate: oscillates violently"
BLIND = "Jumps within an epoch that even out by its end."

SPREAD = 0.3  # standard deviation around the trend, over the mean
CLEAR = 2.0  # standard errors from which a fall is a trend
SHARE = 0.5  # of the runs


def look(evidence: Evidence) -> Seen | None:
    """Fires where the spread is above 0.3, the loss above a tenth of the naive one, and no fall
    clear of noise, in at least half of the runs; a note where yardsticks are known and none of
    them is ahead."""
    trends = [trend(run.curves.train_loss) for run in evidence.trained]
    jumping = [one for one in trends if one is not None and _jumps(one, evidence)]
    if not jumping or len(jumping) < SHARE * len(trends):
        return None
    worst = max(jumping, key=lambda one: one.spread / one.level)
    spread = worst.spread / worst.level
    return Seen(
        severity="diagnosis" if harm(evidence) or not is_judged(evidence) else "note",
        sentence=f"Over the last {worst.epochs} epochs training loss jumped by {100 * spread:.0f} %"
        f" around its course (mean {worst.level:.4g}) and did not fall.",
        numbers={"spread": spread, "level": worst.level, "z": worst.z},
    )


def _jumps(one: Trend, evidence: Evidence) -> bool:
    matters = one.level > NEAR_ZERO * evidence.naive_loss
    return matters and one.z > -CLEAR and one.spread > SPREAD * one.level
