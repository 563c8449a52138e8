"""Larger batches, whose gradients are steadier."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "larger batch"
PHASE = "repair"
TREATS: tuple[str, ...] = ("unstable training",)
FIELDS = ("batch_size",)
PRIORITY = 48
MEANING = "The mean over more rows hangs less on which rows they are."

FACTOR, LARGEST = 4, 512


def offer(situation: Situation) -> tuple[Change, ...]:
    """Four times the batch, as far as 512, where the loss jumps."""
    finding = situation.diagnosed(*TREATS)
    size = situation.plan.batch_size * FACTOR
    if finding is None or size > LARGEST:
        return ()
    return (
        Change(
            name=f"batch {size}, against jumps",
            remedy=NAME,
            treats=finding.symptom,
            settings=(("batch_size", size),),
            because=finding.seen,
            prediction="Training loss falls, with jumps of less than 30 %.",
            source="guide, Batch Size: large batches are steadier",
        ),
    )
