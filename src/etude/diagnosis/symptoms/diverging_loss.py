"""The loss rises far above where it began, or gives back what was learned."""

import math

from etude.diagnosis.curve import at_the_end, known, typical
from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import gain, harm
from etude.diagnosis.seen import Seen
from etude.records.trial import Run

NAME = "diverging loss"
STAGE = "numerics"
PRIORITY = 15
QUESTION = "Did training loss end, or once leap, far above the naive prediction's or its own first?"
MEANING = "The steps are too large: each one leaves the network worse than before."
FIRST = "Divide the learning rate by 10."
SOURCE = "guide, Learning Rate, too high: the model never improves; divide by 10"
BLIND = "A loss of a person's own that is meant to rise."

NAIVE_TIMES = 3.0  # the naive prediction's loss
FIRST_TIMES = 1.5  # the loss before training
LEARNED, LEFT = 0.2, 0.5  # gain on the naive loss once reached; share of it that must be left


def look(evidence: Evidence) -> Seen | None:
    """Fires where both of the last two epochs lie above 3 naive losses or 1.5 first losses, or
    have lost half of a gain of at least 20 %; and where one epoch lies above both and training
    came to harm."""
    end = at_the_end(evidence, lambda curves: curves.train_loss)
    best = typical(evidence, lambda run: min(known(run.curves.train_loss), default=math.nan))
    first = typical(evidence, _first)
    against = _against(end, best, first, evidence) or _leapt(evidence)
    if not against:
        return None
    epochs = typical(evidence, lambda run: float(run.epochs))
    return Seen(
        severity="diagnosis",
        sentence=f"After {epochs:.0f} epochs training loss is {end:.4g}, {against}.",
        numbers={"train_loss": end, "naive_loss": evidence.naive_loss, "first": first},
    )


def _first(run: Run) -> float:
    return math.nan if run.initial_loss is None else run.initial_loss


def _against(end: float, best: float, first: float, evidence: Evidence) -> str:
    naive = evidence.naive_loss
    if naive > 0 and end > NAIVE_TIMES * naive:
        return f"more than {NAIVE_TIMES:g} times the naive prediction's {naive:.4g}"
    if first > 0 and end > FIRST_TIMES * first:
        return f"more than {FIRST_TIMES:g} times the {first:.4g} before the first step"
    learned = gain(evidence, best)
    if learned >= LEARNED and gain(evidence, end) < LEFT * learned:
        return f"and it was {best:.4g} before; knowing nothing gives {naive:.4g}"
    return ""


def _leapt(evidence: Evidence) -> str:
    """Where half of the runs leapt and training came to harm."""
    leaps = [_leap(run, evidence.naive_loss) for run in evidence.trained]
    seen = [leap for leap in leaps if leap]
    if not seen or 2 * len(seen) < len(leaps) or not harm(evidence):
        return ""
    epoch, loss = max(seen, key=lambda leap: leap[1])
    naive = evidence.naive_loss
    return f"and it leapt to {loss:.4g} in epoch {epoch}; knowing nothing gives {naive:.4g}"


def _leap(run: Run, naive: float) -> tuple[int, float] | None:
    """The epoch of the highest loss, where that is far above knowing nothing and the start: the
    loss before training, or that of the first epoch."""
    losses = [loss if math.isfinite(loss) else -math.inf for loss in run.curves.train_loss]
    if not losses:
        return None
    highest = max(losses)
    start = losses[0] if run.initial_loss is None else run.initial_loss
    is_leap = naive > 0 and highest > NAIVE_TIMES * naive and highest > FIRST_TIMES * start
    return (losses.index(highest) + 1, highest) if is_leap else None
