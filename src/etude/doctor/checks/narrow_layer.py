"""Is there a hidden layer through which little can pass?"""

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "narrow_layer"


def measure(examined: Examined) -> SanityCheck | None:
    """width of the narrowest hidden layer, before: of what it reads, outputs: of the last layer."""
    if examined.outputs.ndim < 1:
        return None
    layers = examined.trace.layers
    if len(layers) < 2:
        return None
    narrowest = min(layers[:-1], key=lambda one: one.width)
    numbers = {
        "width": float(narrowest.width),
        "before": float(narrowest.from_width),
        "outputs": float(layers[-1].width),
    }
    told = f"the narrowest hidden layer has {narrowest.width} units, the last {layers[-1].width}"
    return SanityCheck(NAME, True, told, numbers)
