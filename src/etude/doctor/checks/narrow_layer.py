"""Is there a hidden layer through which little can pass?"""

from itertools import pairwise

from etude.diagnosis.symptoms.narrow_layer import FEW, TIMES
from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "narrow_layer"


def measure(examined: Examined) -> SanityCheck | None:
    """width of the narrowest hidden layer that the next one reads, before: of what it reads itself,
    outputs: numbers a row."""
    if not examined.outputs.numel() or examined.outputs.ndim < 1:
        return None
    layers = examined.trace.layers
    in_line = [one for one, after in pairwise(layers) if after.from_width == one.width]
    if not in_line:
        return None
    narrowest = min(in_line, key=lambda one: one.width)
    outputs = examined.outputs[0].numel()
    numbers = {
        "width": float(narrowest.width),
        "before": float(narrowest.from_width),
        "outputs": float(outputs),
    }
    told = f"the narrowest hidden layer has {narrowest.width} units, {outputs} numbers come out"
    is_narrow = narrowest.width <= FEW and narrowest.from_width >= TIMES * narrowest.width
    return SanityCheck(NAME, not is_narrow, told, numbers)
