"""ReLU instead of an activation that saturates."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "rectifier"
PHASE = "repair"
TREATS: tuple[str, ...] = ("saturated units", "vanishing gradient")
FIELDS = ("activation",)
PRIORITY = 42
MEANING = "Half of ReLU is a straight line: it passes the gradient on as it is."

SATURATING = ("sigmoid", "tanh")


def offer(situation: Situation) -> tuple[Change, ...]:
    """ReLU, where sigmoid or tanh keep the gradient from passing."""
    finding = situation.diagnosed(*TREATS)
    if finding is None or situation.plan.activation not in SATURATING:
        return ()
    return (
        Change(
            name="ReLU",
            remedy=NAME,
            treats=finding.symptom,
            settings=(("activation", "relu"),),
            because=finding.seen,
            prediction="The first layer's gradient grows, and training loss falls below the"
            " naive prediction's.",
            source="guide, Activation Functions: ReLU is the default for hidden layers",
        ),
    )
