"""Let the network start from another simple forecast."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "other start"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = ("forecast_from",)
PRIORITY = 6
MEANING = "A network learns how the steps ahead differ from a simple forecast; another may suit it."
WORDS = {
    "level": "the last value",
    "season": "the season before",
    "lags": "a linear model of the steps before",
}


def offer(situation: Situation) -> tuple[Change, ...]:
    """Each other start that says something of its own."""
    facts, plan = situation.facts, situation.plan
    if not facts.forecast_from:
        return ()
    able = [start for start in WORDS if start != "season" or facts.season > 1]
    return tuple(
        Change(
            name=f"start from {WORDS[start]}",
            remedy=NAME,
            treats="",
            settings=(("forecast_from", start),),
            because=why(situation),
            prediction="Validation loss falls if what is left is easier to learn.",
            source="Zeng et al. 2023, NLinear; Smyl 2020, hybrid forecasts",
        )
        for start in able
        if start != plan.forecast_from
    )
