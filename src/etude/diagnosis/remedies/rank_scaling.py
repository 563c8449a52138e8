"""Scale skewed columns by their ranks."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "rank scaling"
PHASE = "capacity"
TREATS: tuple[str, ...] = ("underfitting",)
FIELDS = ("number_scaling",)
PRIORITY = 30
MEANING = "Ranks spread out what a long tail presses together."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Quantile scaling, where at least one column of numbers is skewed beyond 2."""
    skewed = situation.facts.skewed_columns
    if not skewed or situation.plan.number_scaling != "standard":
        return ()
    return (
        Change(
            name="scale by ranks",
            remedy=NAME,
            treats="underfitting",
            settings=(("number_scaling", "quantile"),),
            because=f"{skewed} columns have a skew beyond 2; {why(situation)}",
            prediction="Training loss falls; validation loss follows it.",
            source="guide, Preprocessing; the method, quantiles where skewed",
        ),
    )
