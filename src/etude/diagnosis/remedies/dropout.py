"""Switch neurons off at random while training."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "dropout"
PHASE = "regularise"
TREATS: tuple[str, ...] = ("overfitting",)
FIELDS = ("dropout",)
PRIORITY = 10
MEANING = "A neuron that cannot rely on its neighbours must be useful alone."

LEVELS = (0.25, 0.5, 0.6)


def offer(situation: Situation) -> tuple[Change, ...]:
    """The levels of the guide above the present one, the weakest first."""
    return tuple(_change(situation, x) for x in LEVELS if x > situation.plan.dropout)[:2]


def _change(situation: Situation, share: float) -> Change:
    return Change(
        name=f"dropout {share:g}",
        remedy=NAME,
        treats="overfitting",
        settings=(("dropout", share),),
        because=why(situation),
        prediction="Training loss rises, validation loss falls: the gap narrows.",
        source="guide, Regularization Strategy: 0.2-0.3, 0.4-0.5, 0.6",
    )
