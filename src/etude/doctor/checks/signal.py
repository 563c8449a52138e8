"""Do rows still differ from each other when they reach the last layer?"""

from torch import Tensor, nn

from etude.diagnosis.symptoms.signal_fades import LEFT
from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "signal"
FEWEST_ROWS = 16
_BATCH_NORMALISATION = nn.modules.batchnorm._BatchNorm


def measure(examined: Examined) -> SanityCheck | None:
    """left: how much rows differ at the last layer with weights, of how much they differ at the
    first. None for batch normalisation, which makes up for it in training mode alone."""
    outputs, trace = examined.outputs, examined.trace
    first, last = trace.first_input, trace.last_input
    is_seen = first is not None and last is not None and first is not last
    if not is_seen or len(outputs) < FEWEST_ROWS or _normalises(examined.model):
        return None
    before, after = _difference(first), _difference(last)
    if not before > 0:
        return None
    left = after / before
    told = f"{100 * left:.2g} % of the difference between rows is left at the last layer"
    return SanityCheck(NAME, left >= LEFT, told, {"left": left})


def _normalises(model: nn.Module) -> bool:
    return any(isinstance(one, _BATCH_NORMALISATION) for one in model.modules())


def _difference(signal: Tensor | None) -> float:
    """Root mean square of what rows differ by in a unit, over the spread of all values; at most 1."""
    if signal is None or not signal.is_floating_point():
        return 0.0
    rows = signal.detach().double().flatten(1)
    spread = float(rows.std(correction=0))
    return float(rows.var(0, correction=0).mean().sqrt()) / spread if spread > 0 else 0.0
