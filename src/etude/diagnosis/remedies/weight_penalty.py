"""Make large weights cost something."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "weight penalty"
PHASE = "regularise"
TREATS: tuple[str, ...] = ("overfitting",)
FIELDS = ("l2_penalty", "weight_decay", "optimizer")
PRIORITY = 20
MEANING = "Small weights make smooth answers."


def offer(situation: Situation) -> tuple[Change, ...]:
    """The penalty in the loss at the guide's light and moderate strength, and decoupled decay."""
    plan = situation.plan
    if plan.l2_penalty or plan.weight_decay:
        return ()
    decay = _change(situation, "weight decay 0.1", (("weight_decay", 0.1), ("optimizer", "adamw")))
    penalties = tuple(
        _change(situation, f"L2 {strength:g}", (("l2_penalty", strength),))
        for strength in (0.01, 0.001)
    )
    return penalties if plan.optimizer != "adam" else (*penalties, decay)


def _change(situation: Situation, name: str, settings: tuple[tuple[str, object], ...]) -> Change:
    return Change(
        name=name,
        remedy=NAME,
        treats="overfitting",
        settings=settings,
        because=why(situation),
        prediction="Training loss rises a little, validation loss falls.",
        source="guide, L2 Regularization: 0.001 light, 0.01 moderate; Loshchilov & Hutter 2019",
    )
