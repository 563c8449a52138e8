"""Batch normalisation, where training is unstable or the gradient does not pass."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "steady layers"
PHASE = "repair"
TREATS: tuple[str, ...] = ("unstable training", "vanishing gradient", "saturated units")
FIELDS = ("normalisation",)
PRIORITY = 44
MEANING = "Layers that see a steady scale bear larger rates and pass the gradient on."

FEWEST = 8  # rows a batch: of fewer, mean and deviation say little


def offer(situation: Situation) -> tuple[Change, ...]:
    """Batch normalisation, where no layer is normalised yet."""
    finding, plan = situation.diagnosed(*TREATS), situation.plan
    if finding is None or plan.normalisation != "none" or plan.batch_size < FEWEST:
        return ()
    return (
        Change(
            name="batch normalisation, to steady the layers",
            remedy=NAME,
            treats=finding.symptom,
            settings=(("normalisation", "batch"),),
            because=finding.seen,
            prediction="Training loss falls, with smaller jumps.",
            source="guide, When to Change What: unstable training; Ioffe & Szegedy 2015",
        ),
    )
