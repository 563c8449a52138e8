"""Another way to let one vector stand for a sequence."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "other pooling"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = ("pooling",)
PRIORITY = 9
MEANING = "What stands for a whole sequence may be its end, its mean, or its most telling step."

NAMES = {
    "max": "largest over the steps",
    "attention": "weighted mean of the steps",
    "mean": "mean of the steps",
    "last": "state at the last step",
}


def offer(situation: Situation) -> tuple[Change, ...]:
    """The ways of pooling that are not in use; a bag is a mean, and neither a convolution nor a
    Transformer has a last state."""
    plan = situation.plan
    if situation.facts.lengths is None or plan.sequence_model == "bag":
        return ()
    stateless = plan.sequence_model in ("convolution", "transformer")
    ways = [way for way in NAMES if way != plan.pooling and not (stateless and way == "last")]
    return tuple(_change(situation, way) for way in ways)


def _change(situation: Situation, way: str) -> Change:
    return Change(
        name=f"pooling: {NAMES[way]}",
        remedy=NAME,
        treats="",
        settings=(("pooling", way),),
        because=why(situation),
        prediction="Validation loss falls if a few steps, or the last, tell more than the mean.",
        source="Lin et al. 2017, A Structured Self-Attentive Sentence Embedding",
    )
