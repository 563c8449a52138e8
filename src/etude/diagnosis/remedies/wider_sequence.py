"""Twice the width of the sequence model and of the vectors it reads."""

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
    """Double the width of the sequence model and of the vectors of tokens, each as far as 512; a
    bag of words is as wide as its vectors."""
    lengths, plan = situation.facts.lengths, situation.plan
    if lengths is None:
        return ()
    if lengths.kind == "tokens" and plan.sequence_model == "bag":
        return _wider(situation, "token width", ("token_width",))
    widths = ("sequence_width", "token_width") if lengths.kind == "tokens" else ("sequence_width",)
    return _wider(situation, "sequence width", widths)


def _wider(situation: Situation, name: str, widths: tuple[str, ...]) -> tuple[Change, ...]:
    """None where the first of these widths has no room."""
    doubled = tuple((one, getattr(situation.plan, one) * 2) for one in widths)
    _, width = doubled[0]
    if width > WIDEST:
        return ()
    return (
        Change(
            name=f"{name} x 2 ({width})",
            remedy=NAME,
            treats="underfitting",
            settings=tuple(one for one in doubled if one[1] <= WIDEST),
            because=why(situation),
            prediction="Training loss falls; validation loss follows it.",
            source="guide, Phase 3: double the number of neurons",
        ),
    )
