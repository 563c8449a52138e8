"""One more hidden layer."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "deeper"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting",)
FIELDS = ("hidden",)
PRIORITY = 20
MEANING = "A further layer can combine what the one before it found."

DEEPEST = 6


def offer(situation: Situation) -> tuple[Change, ...]:
    """One more layer as wide as the last: the constant shape; the funnel halves it."""
    hidden = situation.plan.hidden
    if len(hidden) >= DEEPEST:
        return ()
    shapes = {"constant": hidden[-1], "funnel": max(hidden[-1] // 2, 8)}
    return tuple(_change(situation, shape, width) for shape, width in shapes.items())


def _change(situation: Situation, shape: str, width: int) -> Change:
    hidden = (*situation.plan.hidden, width)
    return Change(
        name=f"layer + 1 ({' - '.join(map(str, hidden))}, {shape})",
        remedy=NAME,
        treats="underfitting",
        settings=(("hidden", hidden),),
        because=why(situation),
        prediction="Training loss falls; validation loss follows it.",
        source="guide, Phase 3: add 1-2 layers; Common patterns: funnel and constant",
    )
