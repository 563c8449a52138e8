"""Training is shown rows that lie elsewhere, or wider, from epoch to epoch."""

from collections.abc import Mapping

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "rows drift from epoch to epoch"
STAGE = "data"
PRIORITY = 7
QUESTION = "Do the inputs of training become wider, narrower, or move, epoch after epoch?"
MEANING = (
    "Rows are prepared in place, and so once more whenever they are read; or what prepares them"
    " goes on being fitted."
)
FIRST = (
    "Prepare the rows once, before the loop; in a data set give back a new tensor (x = x / s),"
    " never one that was changed in place (x /= s)."
)
SOURCE = "PyTorch, torch.from_numpy and in-place operations: both share the memory of the rows"
BLIND = (
    "Rows that are made harder, larger or noisier on purpose; columns that move within rows that"
    " stay as wide; fewer than five epochs."
)

TIMES, SHIFT = 1.25, 0.25  # wider or narrower; deviations of all inputs
STEADY = 0.9  # rank correlation with time


def look(evidence: Evidence) -> Seen | None:
    """Fires where the inputs of the last epochs are a quarter wider or narrower than those of the
    first, or lie a quarter of their deviation elsewhere, and went there steadily; a diagnosis with
    harm."""
    check = evidence.check("rows_drift")
    if check is None or not (told := drift(check.numbers)):
        return None
    sentence = f"In {check.numbers['epochs']:,.0f} epochs the inputs {told}, little by little"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers=dict(check.numbers),
    )


def drift(numbers: Mapping[str, float]) -> str:
    """What the inputs did steadily, as an end of a sentence; "" where they did not move."""
    times, shift = numbers["times"], numbers["shift"]
    if max(times, 1 / times if times else TIMES + 1) > TIMES and numbers["widening"] >= STEADY:
        return f"became {times:.2g} times as wide as they were at first"
    if abs(shift) > SHIFT and numbers["moving"] >= STEADY:
        return f"moved by {shift:.2g} of their deviations"
    return ""
