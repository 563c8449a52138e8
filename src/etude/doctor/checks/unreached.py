"""Does a gradient reach every parameter that is to be trained?"""

from typing import Any

from etude.doctor.examined import Examined
from etude.doctor.subject import tensors
from etude.records.sanity import SanityCheck

NAME = "unreached"


def measure(examined: Examined) -> SanityCheck | None:
    """parameters: numbers to be trained that get no gradient from the loss of 16 rows. A part of
    the network that these rows do not use (an expert, an embedding of its own) is among them. None
    where the network gives back more than the loss was given here."""
    fitted = examined.fitted
    if fitted is None or fitted.unreached is None or _answers_more(examined.answer):
        return None
    lost = fitted.unreached
    told = f"{lost} parameters to be trained get no gradient"
    return SanityCheck(NAME, not lost, told, {"parameters": float(lost)})


def _answers_more(answer: Any) -> bool:
    return sum(one.is_floating_point() for one in tensors(answer)) != 1
