"""Leaky ReLU instead of ReLU, where units have died."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "leaky activation"
PHASE = "repair"
TREATS: tuple[str, ...] = ("dead units",)
FIELDS = ("activation",)
PRIORITY = 40
MEANING = "A small slope for negative signals lets a silent unit come back."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Leaky ReLU, where more than half of the ReLU units are dead."""
    finding = situation.finding("dead units")
    if finding is None or situation.plan.activation != "relu":
        return ()
    return (
        Change(
            name="leaky ReLU",
            remedy=NAME,
            treats="dead units",
            settings=(("activation", "leaky_relu"),),
            because=finding.seen,
            prediction="The share of dead units falls to near 0.",
            source="guide, Leaky ReLU",
        ),
    )
