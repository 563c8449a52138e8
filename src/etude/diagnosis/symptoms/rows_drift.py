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
    " goes on being fitted. Rows that are read in the order of their time drift as well."
)
FIRST = (
    "Prepare the rows once, before the loop; in a data set give back a new tensor (x = x / s),"
    " never one that was changed in place (x /= s)."
)
SOURCE = "PyTorch, torch.from_numpy and in-place operations: both share the memory of the rows"
BLIND = (
    "Rows that are made harder, larger or noisier on purpose; columns that move within rows that"
    " stay as wide; fewer than six epochs, and loops that never say or show where one ends."
)

TIMES, SHIFT = 1.25, 0.25  # wider or narrower; deviations of all inputs
FAR_TIMES, FAR_SHIFT = 2.0, 1.0  # that make the first rows other ones altogether
STEADY = 0.85  # rank correlation with time


def look(evidence: Evidence) -> Seen | None:
    """Fires where the inputs of the last epochs are a quarter wider or narrower than those of the
    first, or lie a quarter of their deviation elsewhere, and went there steadily; a diagnosis with
    harm."""
    check = evidence.check("rows_drift")
    if check is None or not (told := drift(check.numbers)):
        return None
    sentence = f"From epoch to epoch the inputs {told}, little by little"
    return Seen(
        severity=severity(evidence, is_suspected=False),  # they are made harder on purpose as well
        sentence=with_harm(sentence, evidence, is_suspected=False),
        numbers=dict(check.numbers),
    )


def drift(numbers: Mapping[str, float], *, times: float = TIMES, shift: float = SHIFT) -> str:
    """What the inputs did steadily, as an end of a sentence; "" where they moved by less."""
    wider, moved = numbers["times"], numbers["shift"]
    if not 1 / times < wider < times and numbers["widening"] >= STEADY:
        return f"became {wider:.2g} times as wide as they were at first"
    if abs(moved) > shift and numbers["moving"] >= STEADY:
        return f"moved by {moved:.2g} of their deviations"
    return ""


def are_others(evidence: Evidence) -> bool:
    """Whether the last rows are twice as wide as the first or half as wide, or one deviation off:
    what was kept of the first epoch tells nothing of them."""
    check = evidence.check("rows_drift")
    return check is not None and bool(drift(check.numbers, times=FAR_TIMES, shift=FAR_SHIFT))
