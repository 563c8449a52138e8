"""Learn a target with a long tail by its square root or logarithm."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change
from etude.records.finding import Finding

NAME = "target scaling"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("collapsed predictions",)
FIELDS = ("target_scaling",)
PRIORITY = 3
MEANING = (
    "Where errors grow with the target, a few large ones rule what is learned; bent, all count."
)

SKEWED = 1.0  # highly skewed (Bulmer 1979, Principles of Statistics)
# The root first: it bends less, and errors in the target's own units decide.
NAMES = {"root": "square root of the target", "log": "logarithm of the target"}


def offer(situation: Situation) -> tuple[Change, ...]:
    """Root, then logarithm, where no target is below 0 and one is skewed to the right: highly, or
    at all where predictions collapsed."""
    skew, collapsed = situation.facts.target_skew, situation.diagnosed(*TREATS)
    is_skewed = skew > (SKEWED if collapsed is None else 0.0)
    if not is_skewed or situation.plan.target_scaling != "standard":
        return ()
    return tuple(_change(scaling, name, skew, collapsed) for scaling, name in NAMES.items())


def _change(scaling: str, name: str, skew: float, collapsed: Finding | None) -> Change:
    tail = f"The target is never below 0 and has a long tail to the right (skew {skew:.1f})."
    return Change(
        name=name,
        remedy=NAME,
        treats=collapsed.symptom if collapsed else "",
        settings=(("target_scaling", scaling),),
        because=f"{collapsed.seen} {tail}" if collapsed else tail,
        prediction="Validation loss falls if the errors grow with the target.",
        source="Box & Cox 1964, An Analysis of Transformations",
    )
