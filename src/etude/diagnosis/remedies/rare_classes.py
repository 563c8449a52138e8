"""Give a rare class its weight: class weights first, then the focal loss."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "rare classes"
PHASE = "fine-tune"
TREATS: tuple[str, ...] = ()
FIELDS = ("class_weights", "loss")
PRIORITY = 6
MEANING = "Rare or difficult rows count for more while training."

RARE = 0.10  # share of the rarest class: under it the classes are imbalanced


def offer(situation: Situation) -> tuple[Change, ...]:
    """Balanced weights and focal loss, where the rarest class has under 10 % of the rows."""
    plan, facts = situation.plan, situation.facts
    if not facts.classes or facts.rarest_share >= RARE:
        return ()
    if plan.loss == "focal" or plan.class_weights != "none":
        return ()
    because = f"The rarest class has {100 * facts.rarest_share:.1f} % of the rows."
    return (
        _change("class weights", (("class_weights", "balanced"),), because),
        _change("focal loss", (("loss", "focal"),), because),
    )


def _change(name: str, settings: tuple[tuple[str, object], ...], because: str) -> Change:
    return Change(
        name=name,
        remedy=NAME,
        treats="",
        settings=settings,
        because=because,
        prediction="The deciding metric improves: rare rows are ranked better.",
        source="guide, How to Choose Your Loss Function: imbalanced classes; Lin et al. 2017",
    )
