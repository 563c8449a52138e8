"""Does the untrained network lose about as much as knowing nothing?"""

import math

from etude.doctor.examined import Examined
from etude.doctor.losses import (
    CLASSES,
    YES_OR_NO,
    LossRefused,
    are_class_numbers,
    naive_loss,
    row_losses,
)
from etude.records.sanity import SanityCheck

NAME = "initial_loss"
TIMES = 3.0


def measure(examined: Examined) -> SanityCheck | None:
    """loss: of the batch. expected: ln K for classes, ln 2 for yes or no, for numbers the loss of
    their mean. spread: standard deviation of ``expected`` over batches of this size."""
    loss, kind, targets = examined.value, examined.kind, examined.targets.detach().cpu()
    if math.isnan(loss) or not kind:
        return None
    spread = 0.0
    if kind in CLASSES:
        expected = math.log(examined.outputs.shape[1]) if examined.outputs.ndim > 1 else math.nan
    elif kind in YES_OR_NO:
        expected = math.log(2.0)
    elif are_class_numbers(examined.outputs, targets):
        expected = examined.naive
    else:
        expected = naive_loss(kind, targets)
        centre = targets.float().mean().expand_as(targets)
        try:
            rows = row_losses(kind, centre, targets)
        except LossRefused:
            return None
        spread = float(rows.std() / math.sqrt(len(rows))) if len(rows) > 1 else 0.0
    if not expected > 0 or not math.isfinite(spread):
        return None
    told = f"untrained loss {loss:.4g}, knowing nothing would give {expected:.4g}"
    numbers = {"loss": loss, "expected": expected, "spread": spread}
    return SanityCheck(NAME, loss <= TIMES * expected, told, numbers)
