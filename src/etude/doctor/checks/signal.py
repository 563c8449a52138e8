"""Do rows still differ from each other when they reach the last layer?"""

from torch import Tensor

from etude.diagnosis.symptoms.signal_fades import LEFT
from etude.doctor.examined import Examined
from etude.doctor.watching.setup import setup_of_loop
from etude.records.sanity import SanityCheck

NAME = "signal"
FEWEST_ROWS = 16
POOLED = 10.0  # times as little may be left of an average


def measure(examined: Examined) -> SanityCheck | None:
    """left: how much rows differ at the last layer with weights, of how much they differ at the
    first; asked: how much of it should be left, a tenth where steps or pixels may have been
    averaged on the way. None for batch normalisation, which makes up for it in training mode
    alone, and where layers read anything else than these rows."""
    if not examined.outputs.ndim:
        return None
    first, last = examined.trace.first_input, examined.trace.last_input
    if first is None or last is None or first is last:
        return None
    if setup_of_loop(examined.model).normalisation == "batch":
        return None
    rows = examined.rows
    if rows < FEWEST_ROWS or not all(_is_of_rows(one, rows) for one in (first, last)):
        return None
    before, after = _difference(first), _difference(last)
    if not before > 0:
        return None
    left = after / before
    asked = LEFT / POOLED if _is_smaller(last, first) else LEFT
    told = f"{100 * left:.2g} % of the difference between rows is left at the last layer"
    return SanityCheck(NAME, left >= asked, told, {"left": left, "asked": asked})


def _is_smaller(last: Tensor, first: Tensor) -> bool:
    """Whether steps or pixels were put together, rather than laid out in a line."""
    return last.ndim < first.ndim and last[0].numel() < first[0].numel()


def _is_of_rows(signal: Tensor, rows: int) -> bool:
    return signal.is_floating_point() and signal.ndim > 1 and len(signal) == rows


def _difference(signal: Tensor) -> float:
    """Root mean square of what rows differ by in a unit, over the spread of all values."""
    rows = signal.detach().flatten(1).float()
    spread = float(rows.std(correction=0))
    return float(rows.var(0, correction=0).mean().sqrt()) / spread if spread > 0 else 0.0
