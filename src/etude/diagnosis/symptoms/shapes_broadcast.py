"""Outputs and targets differ in shape and are stretched over each other."""

import math

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.seen import Seen
from etude.records.figures import counted

NAME = "shapes broadcast"
STAGE = "output"
PRIORITY = 10
QUESTION = "Do outputs and targets differ in shape, so that each row meets every target?"
MEANING = "(N, 1) against (N) becomes N x N: the network learns the mean of all targets."
FIRST = "Give both the same shape, for example outputs.squeeze(-1)."
SOURCE = "PyTorch, broadcasting semantics; guide, Common Mistakes: 8. Not analysing errors"
BLIND = "Shapes that are equal and mean different things."


def look(evidence: Evidence) -> Seen | None:
    """Fires where the check did not pass: whether shapes fit hangs on the loss. Silent where it did
    not count the dimensions."""
    check = evidence.check("shapes_broadcast")
    if check is None or check.passed:
        return None
    outputs = evidence.checked("shapes_broadcast", "outputs")
    targets = evidence.checked("shapes_broadcast", "targets")
    if not math.isfinite(outputs + targets):
        return None
    return Seen(
        severity="diagnosis",
        sentence=f"Outputs and targets differ in shape ({counted(int(outputs), 'dimension')}"
        f" against {targets:.0f}) and are stretched over each other.",
        numbers={"outputs": outputs, "targets": targets},
    )
