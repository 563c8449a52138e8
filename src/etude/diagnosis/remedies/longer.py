"""Twice the epochs, where training was still improving when it ended."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "longer"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting", "stopped too early")
FIELDS = ("epochs",)
PRIORITY = 1
MEANING = "Training that still improves has not ended yet."

LATE = 0.9  # of the epochs allowed


def offer(situation: Situation) -> tuple[Change, ...]:
    """Twice the epochs, where the best epoch was among the last tenth allowed."""
    plan, finding = situation.plan, situation.diagnosed("stopped too early")
    best = situation.evidence.mean(lambda run: run.best_epoch)
    if not best >= LATE * plan.epochs:
        return ()
    return (
        Change(
            name=f"epochs {2 * plan.epochs}",
            remedy=NAME,
            treats=finding.symptom if finding else "underfitting",
            settings=(("epochs", 2 * plan.epochs),),
            because=f"The best epoch was {best:.0f} of {plan.epochs}: validation was still"
            " improving when training ended.",
            prediction="The best epoch comes later and its validation loss is lower.",
            source="guide, Phase 3: increase number of epochs",
        ),
    )
