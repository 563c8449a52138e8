"""Halve the learning rate where validation stagnates."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "falling rate"
PHASE = "regularise"
TREATS: tuple[str, ...] = ("overfitting",)
FIELDS = ("schedule",)
PRIORITY = 30
MEANING = "Small steps at the end settle where large ones only circle."


def offer(situation: Situation) -> tuple[Change, ...]:
    """ReduceLROnPlateau, where the rate is constant now."""
    if situation.plan.schedule != "constant":
        return ()
    return (
        Change(
            name="halve the rate on a plateau",
            remedy=NAME,
            treats="overfitting",
            settings=(("schedule", "reduce_on_plateau"),),
            because=why(situation),
            prediction="Validation loss falls further in the last third of training.",
            source="guide, ReduceLROnPlateau: factor 0.5, patience 5-10, floor 1e-7",
        ),
    )
