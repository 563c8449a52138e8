"""Scale each series by its own mean and deviation."""

from etude.diagnosis.evidence import Situation
from etude.diagnosis.reasons import why
from etude.records.change import Change

NAME = "own scale"
PHASE = "capacity"
TREATS: tuple[str, ...] = ()
FIELDS = ("series_scaling",)
PRIORITY = 7
MEANING = "Where the shape of a series matters and its level does not, each is scaled by itself."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Each series by its own mean and deviation, where all are scaled alike."""
    lengths, plan = situation.facts.lengths, situation.plan
    if lengths is None or lengths.kind != "series" or plan.series_scaling == "instance":
        return ()
    return (
        Change(
            name="each series by its own scale",
            remedy=NAME,
            treats="",
            settings=(("series_scaling", "instance"),),
            because=why(situation),
            prediction="Validation loss falls if levels differ for reasons that do not matter.",
            source="Kim et al. 2022, Reversible Instance Normalization",
        ),
    )
