"""Let the learning rate fall: halved on a plateau, or along a cosine."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "falling rate"
PHASE = "regularise"
TREATS: tuple[str, ...] = ("overfitting",)
FIELDS = ("schedule",)
PRIORITY = 30
MEANING = "Small steps at the end settle where large ones only circle."

NAMES = {"reduce_on_plateau": "halve the rate on a plateau", "cosine": "cosine rate"}


def offer(situation: Situation) -> tuple[Change, ...]:
    """ReduceLROnPlateau, then the cosine, where the rate is constant now."""
    if situation.plan.schedule != "constant":
        return ()
    return tuple(_change(situation, schedule) for schedule in NAMES)


def _change(situation: Situation, schedule: str) -> Change:
    return Change(
        name=NAMES[schedule],
        remedy=NAME,
        treats="overfitting",
        settings=(("schedule", schedule),),
        because=why(situation),
        prediction="Validation loss falls further in the last third of training.",
        source="guide, ReduceLROnPlateau; Loshchilov & Hutter 2017, SGDR",
    )
