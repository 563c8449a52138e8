"""A loss that large errors cannot rule: Huber first, then the absolute error."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "robust loss"
PHASE = "fine-tune"
TREATS: tuple[str, ...] = ()
FIELDS = ("loss",)
PRIORITY = 5
MEANING = "A few far targets no longer decide what is learned."

NAMES = {"huber": "Huber loss", "mae": "absolute-error loss"}


def offer(situation: Situation) -> tuple[Change, ...]:
    """Huber and MAE, where the target has values beyond 3 interquartile ranges."""
    outliers = situation.facts.target_outliers
    if not outliers or situation.plan.loss not in ("automatic", "mse"):
        return ()
    return tuple(_change(loss, outliers) for loss in NAMES)


def _change(loss: str, outliers: int) -> Change:
    return Change(
        name=NAMES[loss],
        remedy=NAME,
        treats="",
        settings=(("loss", loss),),
        because=f"{outliers} targets lie beyond 3 interquartile ranges.",
        prediction="Validation loss falls if those rows pulled the fit away from the others.",
        source="guide, How to Choose Your Loss Function: outliers present",
    )
