"""Twice the neurons in every hidden layer."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "wider"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting",)
FIELDS = ("hidden",)
PRIORITY = 10
MEANING = "More neurons can represent more."

WIDEST = 512


def offer(situation: Situation) -> tuple[Change, ...]:
    """Double the width, as far as 512 neurons a layer."""
    if max(situation.plan.hidden) * 2 > WIDEST:
        return ()
    return (_change(situation, 2),)


def _change(situation: Situation, factor: int) -> Change:
    hidden = tuple(width * factor for width in situation.plan.hidden)
    return Change(
        name=f"neurons x {factor} ({' - '.join(map(str, hidden))})",
        remedy=NAME,
        treats="underfitting",
        settings=(("hidden", hidden),),
        because=why(situation),
        prediction="Training loss falls; validation loss follows it.",
        source="guide, Phase 3: double the number of neurons",
    )
