"""Bring each layer's signal to a common scale over the batch."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "batch normalisation"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting",)
FIELDS = ("normalisation",)
PRIORITY = 40
MEANING = "Layers that see a steady scale learn faster and bear larger rates."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Batch normalisation; the guide asks for it first in nets deeper than 10 layers."""
    plan = situation.plan
    if plan.normalisation != "none" or plan.batch_size < 8:
        return ()
    return (
        Change(
            name="batch normalisation",
            remedy=NAME,
            treats="underfitting",
            settings=(("normalisation", "batch"),),
            because=why(situation),
            prediction="Training loss falls in fewer epochs; validation loss follows it.",
            source="guide, Phase 3: add Batch Normalization; Ioffe & Szegedy 2015",
        ),
    )
