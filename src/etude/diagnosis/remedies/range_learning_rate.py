"""Set the learning rate anew, in both directions, where training stands still."""

from etude.diagnosis.evidence import Situation
from etude.records.change import Change

NAME = "range learning rate"
PHASE = "repair"
TREATS: tuple[str, ...] = ("plateau",)
FIELDS = ("learning_rate",)
PRIORITY = 20
MEANING = "Too low a rate crawls and too high a rate jumps; the range test shows which."


def offer(situation: Situation) -> tuple[Change, ...]:
    """The range test's own rate, then five times more and ten times less."""
    finding = situation.finding("plateau")
    if finding is None:
        return ()
    rate = situation.plan.learning_rate
    suggested = () if situation.range_test is None else (situation.range_test.suggested,)
    return tuple(_change(value, finding.seen) for value in (*suggested, rate * 5, rate / 10))


def _change(rate: float, because: str) -> Change:
    return Change(
        name=f"learning rate {rate:.2g}",
        remedy=NAME,
        treats="plateau",
        settings=(("learning_rate", float(f"{rate:.2g}")),),
        because=because,
        prediction="Training loss falls below the naive prediction's by more than 2 %.",
        source="guide, Quick Diagnosis: no improvement after 20 epochs; Smith 2017",
    )
