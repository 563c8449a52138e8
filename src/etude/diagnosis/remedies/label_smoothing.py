"""Take a little certainty from the true class."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "label smoothing"
PHASE = "fine-tune"
TREATS: tuple[str, ...] = ()
FIELDS = ("label_smoothing",)
PRIORITY = 60
MEANING = "A network that may not be certain stays calibrated."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Smoothing 0.1, for classes."""
    if not situation.facts.classes or situation.plan.label_smoothing:
        return ()
    return (
        Change(
            name="label smoothing 0.1",
            remedy=NAME,
            treats="",
            settings=(("label_smoothing", 0.1),),
            because="The training targets are certain; labels seldom are.",
            prediction="Validation loss falls if the network was too sure of itself.",
            source="Szegedy et al. 2016, Rethinking the Inception Architecture",
        ),
    )
