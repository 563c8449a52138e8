"""A shorter way for the gradient: around the layers, or through fewer of them."""

from itertools import pairwise

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "shorter way"
PHASE = "repair"
TREATS: tuple[str, ...] = ("vanishing gradient",)
FIELDS = ("residual", "hidden")
PRIORITY = 46
MEANING = "The gradient is shortened by every layer it has to pass."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Residual connections, where neighbouring layers are equally wide; half of the layers."""
    finding = situation.diagnosed(*TREATS)
    hidden = situation.plan.hidden
    if finding is None:
        return ()
    fewer = hidden[: (len(hidden) + 1) // 2]
    told = f"{len(fewer)} layer{'s' if len(fewer) > 1 else ''} ({' - '.join(map(str, fewer))})"
    halved = _change("hidden", fewer, told, finding.seen)
    if situation.plan.residual or not any(a == b for a, b in pairwise(hidden)):
        return (halved,)
    return _change("residual", True, "a way around the layers", finding.seen), halved


def _change(field: str, value: object, name: str, because: str) -> Change:
    return Change(
        name=name,
        remedy=NAME,
        treats="vanishing gradient",
        settings=((field, value),),
        because=because,
        prediction="The first layer's gradient is more than a thousandth of the last's.",
        source="He et al. 2016, Deep Residual Learning",
    )
