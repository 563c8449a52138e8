"""Which weights a training leaves behind, where the loop loads others once its epochs are over."""

import math

import torch
from torch import Tensor, nn

from etude.doctor.watching.probe import Look
from etude.records.sanity import SanityCheck

NAME = "weights_left"


def lengths_of(model: nn.Module) -> list[Tensor]:
    """Of all parameters, one tensor [] each: other weights hardly ever have the same."""
    known = [one.detach() for one in model.parameters() if one.is_floating_point()]
    return list(torch._foreach_norm(known))


def left_check(before: Look, after: Look) -> SanityCheck | None:
    """What the validation rows lose at the last epoch, and with the weights that are left; shares
    of right answers likewise; NaN where unknown. errors: standard errors by which the rows' losses
    differ, pair by pair, positive where they grew. None where no losses are known."""
    losses = before.judged.losses, after.judged.losses
    if losses[0] is None or losses[1] is None or len(losses[0]) != len(losses[1]):
        return None
    differences = losses[1] - losses[0]
    error = float(differences.std(correction=0)) / math.sqrt(max(len(differences) - 1, 1))
    mean = float(differences.mean())
    numbers = {
        "loss_before": float(losses[0].mean()),
        "loss_after": float(losses[1].mean()),
        "errors": mean / error if error > 0 else 0.0,
        "accuracy_before": _share(before.judged.hits),
        "accuracy_after": _share(after.judged.hits),
    }
    told = (
        f"the last epoch's weights lose {numbers['loss_before']:.4g} on validation, those that were"
        f" loaded after it {numbers['loss_after']:.4g}"
    )
    return SanityCheck(NAME, not is_worse(numbers), told, numbers)


def is_worse(numbers: dict[str, float]) -> bool:
    """Whether the weights that are left are worse than the last epoch's: by their loss, and by
    their answers where these can be counted."""
    is_lost = numbers["loss_after"] > numbers["loss_before"]
    accuracies = numbers["accuracy_before"], numbers["accuracy_after"]
    return is_lost and not accuracies[1] >= accuracies[0]


def _share(hits: Tensor | None) -> float:
    return math.nan if hits is None else float(hits.float().mean())
