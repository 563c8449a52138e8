"""Are there NaN or infinite values in the inputs?"""

from etude.doctor.examined import Examined
from etude.doctor.subject import tensors
from etude.records.sanity import SanityCheck

NAME = "non_finite_inputs"


def measure(examined: Examined) -> SanityCheck | None:
    """cells: how many input values are not finite."""
    floats = [one for one in tensors(examined.inputs) if one.is_floating_point()]
    if not floats:
        return None
    cells = sum(int((~one.isfinite()).sum()) for one in floats)
    return SanityCheck(NAME, cells == 0, f"{cells} input values are not finite", {"cells": cells})
