"""Do the first weights differ from each other?"""

from torch import Tensor, nn

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "first_weights"


def measure(examined: Examined) -> SanityCheck | None:
    """zero_layers: weights all 0, the last layer apart. symmetric_layers: units with equal ones."""
    return weights_check(examined.model)


def weights_check(model: nn.Module) -> SanityCheck | None:
    """The same for a network alone."""
    weights = [
        parameter.detach()
        for module in model.modules()
        if not isinstance(module, nn.Embedding)
        for parameter in module.parameters(recurse=False)
        if parameter.ndim > 1 and parameter.requires_grad
    ]
    if not weights:
        return None
    zero = sum(not bool(one.any()) for one in weights[:-1])
    symmetric = sum(_is_symmetric(one) for one in weights)
    told = f"{zero} layers begin with zeros, {symmetric} with equal units"
    numbers = {"zero_layers": float(zero), "symmetric_layers": float(symmetric)}
    return SanityCheck(NAME, not (zero or symmetric), told, numbers)


def _is_symmetric(weight: Tensor) -> bool:
    """Units (rows) that are all equal and not 0 learn the same for ever."""
    rows = weight.flatten(1)
    return len(rows) > 1 and bool(rows.any()) and bool((rows == rows[0]).all())
