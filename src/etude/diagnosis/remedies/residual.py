"""Layers that add to their input instead of replacing it."""

from itertools import pairwise

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "residual"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting",)
FIELDS = ("residual",)
PRIORITY = 50
MEANING = "What a layer adds is easier to learn than what it replaces."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Residual connections, where two neighbouring layers are equally wide."""
    hidden = situation.plan.hidden
    if situation.plan.residual or not any(a == b for a, b in pairwise(hidden)):
        return ()
    return (
        Change(
            name="residual connections",
            remedy=NAME,
            treats="underfitting",
            settings=(("residual", True),),
            because=f"{len(hidden)} layers; {why(situation)}",
            prediction="Training loss falls; validation loss follows it.",
            source="He et al. 2016, Deep Residual Learning",
        ),
    )
