"""One more layer of the sequence model."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "deeper sequence model"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting",)
FIELDS = ("sequence_layers",)
PRIORITY = 21
MEANING = "A second layer reads what the first has understood."

DEEPEST = 4


def offer(situation: Situation) -> tuple[Change, ...]:
    """One layer more, as far as 4; a bag has no layers."""
    plan = situation.plan
    if situation.facts.lengths is None or plan.sequence_model == "bag":
        return ()
    layers = plan.sequence_layers + 1
    if layers > DEEPEST:
        return ()
    return (
        Change(
            name=f"{layers} sequence layers",
            remedy=NAME,
            treats="underfitting",
            settings=(("sequence_layers", layers),),
            because=why(situation),
            prediction="Training loss falls; validation loss follows it.",
            source="guide, Phase 3: add a layer",
        ),
    )
