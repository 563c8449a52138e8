"""Are gradients cleared between two steps?"""

import copy

import torch

from etude.doctor.examined import Examined
from etude.records.sanity import SanityCheck

NAME = "gradients_pile_up"
PILED = 1.5


def measure(examined: Examined) -> SanityCheck | None:
    """ratio: length of the gradient after the second of two equal steps over that after the first,
    by the loop's own step on copies whose rate is 0."""
    if examined.step is None or examined.optimizer is None:
        return None
    model, optimizer = copy.deepcopy((examined.model, examined.optimizer))
    for group in optimizer.param_groups:
        group["lr"] = 0.0
    lengths = []
    for _ in range(2):
        with torch.enable_grad():
            torch.manual_seed(0)  # the same dropout in both
            examined.step(model, optimizer, examined.inputs, examined.targets)
        lengths.append(_length(model))
    if not lengths[0] > 0:
        return None  # cleared at the end of the step, as it should be
    ratio = lengths[1] / lengths[0]
    told = f"the second step's gradient is {ratio:.3g} times as long as the first's"
    return SanityCheck(NAME, ratio <= PILED, told, {"ratio": ratio})


def _length(model: torch.nn.Module) -> float:
    grads = [one.grad for one in model.parameters() if one.grad is not None]
    return float(torch.nn.utils.get_total_norm(grads)) if grads else 0.0
