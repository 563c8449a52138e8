"""Let gradients be as long as they usually are."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.remedies.gradient_clipping import usual_length
from etude.records.change import Change

NAME = "longer gradients"
PHASE = "repair"
TREATS: tuple[str, ...] = ("gradients clipped often",)
FIELDS = ("gradient_clip",)
PRIORITY = 13
MEANING = "Clipping is for the rare long gradient: the usual ones should keep their length."

LEAST = 2  # times the present bound


def offer(situation: Situation) -> tuple[Change, ...]:
    """The length of nine tenths of the gradients recorded, and at least twice the present bound."""
    finding, clip = situation.diagnosed(*TREATS), situation.plan.gradient_clip
    if finding is None or not clip:
        return ()
    longest = max(usual_length(situation), LEAST * clip)
    return (
        Change(
            name=f"gradients of up to {longest:g}",
            remedy=NAME,
            treats=finding.symptom,
            settings=(("gradient_clip", longest),),
            because=finding.seen,
            prediction="Fewer than half of the gradients are shortened, and training loss falls.",
            source="Pascanu et al. 2013: the threshold from the usual length of gradients",
        ),
    )
