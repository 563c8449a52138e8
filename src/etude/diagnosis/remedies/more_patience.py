"""Wait longer before stopping."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "more patience"
PHASE = "regularise"
TREATS: tuple[str, ...] = ("overfitting",)
FIELDS = ("patience",)
PRIORITY = 50
MEANING = "A best epoch that comes after a pause is not missed."

PATIENCE = 20


def offer(situation: Situation) -> tuple[Change, ...]:
    """Patience 20."""
    if situation.plan.patience >= PATIENCE:
        return ()
    return (
        Change(
            name=f"patience {PATIENCE}",
            remedy=NAME,
            treats="overfitting",
            settings=(("patience", PATIENCE),),
            because=why(situation),
            prediction="The best epoch comes later and its validation loss is lower.",
            source="guide, Regularization Strategy, level 1: patience 15-20",
        ),
    )
