"""Multiply the learning rate, where training crawls."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "higher learning rate"
PHASE = "repair"
FACTORS = {"updates too small": 10, "training too slow": 3}
TREATS: tuple[str, ...] = tuple(FACTORS)
FIELDS = ("learning_rate",)
PRIORITY = 15
MEANING = "Larger steps arrive where small ones never would."

HIGHEST = 1.0  # rate that is offered


def offer(situation: Situation) -> tuple[Change, ...]:
    """Ten times more where steps hardly change the weights, three times where loss falls slowly."""
    finding = situation.diagnosed(*TREATS)
    if finding is None:
        return ()
    rate = float(f"{situation.plan.learning_rate * FACTORS[finding.symptom]:.3g}")
    if rate > HIGHEST:
        return ()
    return (
        Change(
            name=f"learning rate {rate:g}",
            remedy=NAME,
            treats=finding.symptom,
            settings=(("learning_rate", rate),),
            because=finding.seen,
            prediction="Training loss falls further in as many epochs.",
            source="guide, Learning Rate, too low: multiply by 2-5; Training too slow",
        ),
    )
