"""Divide the learning rate by 10: the loss became NaN or infinite."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "lower learning rate"
PHASE = "repair"
TREATS: tuple[str, ...] = ("not finite",)
FIELDS = ("learning_rate",)
PRIORITY = 10
MEANING = "Smaller steps cannot throw the weights beyond all bounds."


def offer(situation: Situation) -> tuple[Change, ...]:
    """One change, where a run diverged."""
    finding = situation.finding("not finite")
    if finding is None:
        return ()
    rate = situation.plan.learning_rate / 10
    return (
        Change(
            name=f"learning rate {rate:g}",
            remedy=NAME,
            treats="not finite",
            settings=(("learning_rate", rate),),
            because=finding.seen,
            prediction="Every run stays finite.",
            source="guide, Quick Diagnosis: divide the learning rate by 10",
        ),
    )
