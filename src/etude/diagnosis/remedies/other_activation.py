"""A smoother activation."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "other activation"
PHASE = "fine-tune"
TREATS: tuple[str, ...] = ()
FIELDS = ("activation",)
PRIORITY = 55
MEANING = "A smooth bend passes on a gradient where ReLU passes none."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Swish, where ReLU is in use."""
    if situation.plan.activation != "relu":
        return ()
    return (
        Change(
            name="Swish activation",
            remedy=NAME,
            treats="",
            settings=(("activation", "swish"),),
            because="ReLU is the default; a smooth activation was not compared yet.",
            prediction="Validation loss falls a little.",
            source="guide, Swish; Ramachandran et al. 2017",
        ),
    )
