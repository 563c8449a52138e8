"""Does a gradient reach every parameter that is to be trained?"""

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "unreached"


def measure(examined: Examined) -> SanityCheck | None:
    """parameters: numbers to be trained that get no gradient from the loss of 16 rows. A part of
    the network that these rows do not use (an expert, an embedding of its own) is among them."""
    fitted = examined.fitted
    if fitted is None or fitted.unreached is None:
        return None
    lost = fitted.unreached
    told = f"{lost} parameters to be trained get no gradient"
    return SanityCheck(NAME, not lost, told, {"parameters": float(lost)})
