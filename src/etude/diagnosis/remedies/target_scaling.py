"""Learn a target with a long tail by its square root or logarithm."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "target scaling"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = ("target_scaling",)
PRIORITY = 3
MEANING = (
    "Where errors grow with the target, a few large ones rule what is learned; bent, all count."
)

SKEWED = 1.0  # highly skewed (Bulmer 1979, Principles of Statistics)
# The root first: it bends less, and errors in the target's own units decide.
NAMES = {"root": "square root of the target", "log": "logarithm of the target"}


def offer(situation: Situation) -> tuple[Change, ...]:
    """Root, then logarithm, where no target is below 0 and one is skewed to the right."""
    skew = situation.facts.target_skew
    if skew <= SKEWED or situation.plan.target_scaling != "standard":
        return ()
    return tuple(_change(scaling, name, skew) for scaling, name in NAMES.items())


def _change(scaling: str, name: str, skew: float) -> Change:
    return Change(
        name=name,
        remedy=NAME,
        treats="",
        settings=(("target_scaling", scaling),),
        because=f"The target is never below 0 and has a long tail to the right (skew {skew:.1f}).",
        prediction="Validation loss falls if the errors grow with the target.",
        source="Box & Cox 1964, An Analysis of Transformations",
    )
