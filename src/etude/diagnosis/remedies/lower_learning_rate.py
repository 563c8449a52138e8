"""Divide the learning rate, by as much as the symptom asks for."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "lower learning rate"
PHASE = "repair"
# By how much, and what should be seen if it is right; the most urgent symptom first.
DIVISORS = {
    "not finite": (10, "Every run stays finite."),
    "diverging loss": (10, "Training loss ends below the naive prediction's."),
    "updates too large": (3, "Steps change the weights by less than 10 %, and the loss is calm."),
    "unstable training": (3, "Training loss falls, with jumps of less than 30 %."),
    "dead units": (3, "Fewer than half of the units are dead."),
    "one class predicted": (3, "Every class is predicted for some rows."),
    "gradients clipped often": (2, "Fewer than half of the gradients are shortened."),
}
TREATS: tuple[str, ...] = tuple(DIVISORS)
FIELDS = ("learning_rate",)
PRIORITY = 10
MEANING = "Smaller steps cannot throw the weights beyond all bounds."


def offer(situation: Situation) -> tuple[Change, ...]:
    """One change, for the most urgent of the symptoms that come from steps too large."""
    finding = situation.diagnosed(*TREATS)
    if finding is None:
        return ()
    divisor, prediction = DIVISORS[finding.symptom]
    rate = float(f"{situation.plan.learning_rate / divisor:.3g}")
    return (
        Change(
            name=f"learning rate {rate:g}",
            remedy=NAME,
            treats=finding.symptom,
            settings=(("learning_rate", rate),),
            because=finding.seen,
            prediction=prediction,
            source="guide, Quick Diagnosis and Learning Rate: divide it where it is too high",
        ),
    )
