"""Series varied in every training step."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "vary series"
PHASE = "regularise"
TREATS: tuple[str, ...] = ("overfitting",)
FIELDS = ("jitter", "series_stretch", "time_warp")
PRIORITY = 5
MEANING = "A series that is a little different every time cannot be learned by heart."

NAMES = {
    "jitter": "noise on each step",
    "series_stretch": "amplitude stretched",
    "time_warp": "time warped",
}
STRENGTH = 0.1


def offer(situation: Situation) -> tuple[Change, ...]:
    """Each way that is not in use; for series."""
    lengths, plan = situation.facts.lengths, situation.plan
    if lengths is None or lengths.kind != "series":
        return ()
    return tuple(_change(situation, field) for field in NAMES if not getattr(plan, field))


def _change(situation: Situation, field: str) -> Change:
    return Change(
        name=f"{NAMES[field]} ({STRENGTH:g})",
        remedy=NAME,
        treats="overfitting",
        settings=((field, STRENGTH),),
        because=why(situation),
        prediction="Training loss rises, validation loss falls: the gap narrows.",
        source="guide, Data Augmentation; Um et al. 2017, Data Augmentation of Sensor Data",
    )
