"""Are outputs and targets stretched over each other?"""

import math

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "shapes_broadcast"
EQUAL = 1e-3
ROWS = 16


def measure(examined: Examined) -> SanityCheck | None:
    """outputs, targets: their dimensions. Where these differ, the loss of a few rows together must
    be the mean or the sum of the losses of each alone; else rows are held against other rows."""
    outputs, targets = examined.outputs, examined.targets
    numbers = {"outputs": float(outputs.ndim), "targets": float(targets.ndim)}
    told = f"outputs are {tuple(outputs.shape)}, targets {tuple(targets.shape)}"
    if outputs.shape == targets.shape:
        return SanityCheck(NAME, True, told, numbers)
    if outputs.numel() != targets.numel() or examined.refusal or examined.rows < 2:
        return None  # classes, or another business of a person's own
    count = min(ROWS, examined.rows)
    together = examined.value_of(slice(0, count))
    alone = math.fsum(examined.value_of(slice(row, row + 1)) for row in range(count))
    if not math.isfinite(together + alone):
        return None
    miss = min(abs(together - alone), abs(together - alone / count))
    return SanityCheck(NAME, miss <= EQUAL * abs(together), told, numbers)
