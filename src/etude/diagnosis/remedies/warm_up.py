"""Let the learning rate rise at the start."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "warm-up"
PHASE = "repair"
TREATS: tuple[str, ...] = ("not finite", "diverging loss", "exploding gradient")
FIELDS = ("warmup_steps",)
PRIORITY = 14
MEANING = "The first steps, whose gradients are the wildest, are the smallest."

STEPS = 200


def offer(situation: Situation) -> tuple[Change, ...]:
    """200 steps, where the rate does not rise at the start yet."""
    finding = situation.diagnosed(*TREATS)
    if finding is None or situation.plan.warmup_steps:
        return ()
    return (
        Change(
            name=f"warm-up of {STEPS} steps",
            remedy=NAME,
            treats=finding.symptom,
            settings=(("warmup_steps", STEPS),),
            because=finding.seen,
            prediction="The loss stays finite and falls from the first epoch on.",
            source="Goyal et al. 2017, Accurate, Large Minibatch SGD; Vaswani et al. 2017",
        ),
    )
