"""Twice the width of the sequence model."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "wider sequence model"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting",)
FIELDS = ("sequence_width", "token_width")
PRIORITY = 11
MEANING = "A wider memory holds more of what was read."

WIDEST = 512


def offer(situation: Situation) -> tuple[Change, ...]:
    """Double the width of the sequence model and of the vectors it reads, as far as 512."""
    plan = situation.plan
    if situation.facts.lengths is None or plan.sequence_width * 2 > WIDEST:
        return ()
    width = plan.sequence_width * 2
    settings: tuple[tuple[str, object], ...] = (("sequence_width", width),)
    if situation.facts.lengths.kind == "tokens":
        settings = (*settings, ("token_width", plan.token_width * 2))
    return (
        Change(
            name=f"sequence width x 2 ({width})",
            remedy=NAME,
            treats="underfitting",
            settings=settings,
            because=why(situation),
            prediction="Training loss falls; validation loss follows it.",
            source="guide, Phase 3: double the number of neurons",
        ),
    )
