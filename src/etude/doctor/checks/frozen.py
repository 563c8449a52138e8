"""Is every parameter trained?"""

from collections.abc import Iterator, Mapping
from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer

from etude.doctor.examined import Examined
from etude.doctor.subject import optimized
from etude.records.sanity import SanityCheck

NAME = "frozen"


def measure(examined: Examined) -> SanityCheck | None:
    """parameters: numbers that want no gradient. not_in_optimizer: those that do and are not in it,
    or stand in layers kept in a plain list or dict, where torch does not find them."""
    return frozen_check(examined.model, examined.optimizer)


def frozen_check(model: nn.Module, optimizer: Optimizer | None) -> SanityCheck:
    """The same for a network and its optimizer alone."""
    held = {id(one) for one in optimized(optimizer)} if optimizer is not None else None
    registered = list(model.parameters())
    frozen = sum(one.numel() for one in registered if not one.requires_grad)
    known = {id(one) for one in registered}
    lost = [one for one in _unregistered(model) if id(one) not in known]
    wanting = [one for one in [*registered, *lost] if one.requires_grad]
    if held is None:
        missing = sum(one.numel() for one in lost)
    else:
        missing = sum(one.numel() for one in wanting if id(one) not in held)
    told = f"{frozen} parameters are frozen, {missing} are not in the optimizer"
    numbers = {"parameters": float(frozen), "not_in_optimizer": float(missing)}
    return SanityCheck(NAME, not (frozen or missing), told, numbers)


def _unregistered(model: nn.Module) -> Iterator[Tensor]:
    seen: set[int] = set()
    for module in model.modules():
        for name, value in vars(module).items():
            if name.startswith("_") or not isinstance(value, list | tuple | Mapping):
                continue
            for one in _inside(value):
                if id(one) not in seen:
                    seen.add(id(one))
                    yield one


def _inside(value: Any) -> Iterator[Tensor]:
    members = value.values() if isinstance(value, Mapping) else value
    for one in members:
        if isinstance(one, nn.Parameter):
            yield one
        elif isinstance(one, nn.Module):
            yield from one.parameters()
