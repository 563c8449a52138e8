"""Pull extreme input values back to 3 interquartile ranges."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "winsorise"
PHASE = "fine-tune"
TREATS: tuple[str, ...] = ()
FIELDS = ("winsorise",)
PRIORITY = 70
MEANING = "A single far value no longer rules a weight."


def offer(situation: Situation) -> tuple[Change, ...]:
    """Winsorised inputs, where columns have values beyond 3 interquartile ranges."""
    columns = situation.facts.outlier_columns
    if not columns or situation.plan.winsorise:
        return ()
    return (
        Change(
            name="winsorise inputs",
            remedy=NAME,
            treats="",
            settings=(("winsorise", True),),
            because=f"{columns} columns have values beyond 3 interquartile ranges.",
            prediction="Validation loss falls if those values misled the network.",
            source="guide, Cleaning: extreme outliers",
        ),
    )
