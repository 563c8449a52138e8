"""Let rows of rare classes count for more."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "class weights"
PHASE = "repair"
TREATS: tuple[str, ...] = ("one class predicted",)
FIELDS = ("class_weights",)
PRIORITY = 30
MEANING = "The rare classes get their say in the loss."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Balanced weights, where one class is predicted nearly always."""
    finding = situation.finding("one class predicted")
    if finding is None:
        return ()
    return (
        Change(
            name="class weights",
            remedy=NAME,
            treats="one class predicted",
            settings=(("class_weights", "balanced"),),
            because=finding.seen,
            prediction="Every class is predicted for some rows.",
            source="guide, Quick Diagnosis: all predictions the same class",
        ),
    )
