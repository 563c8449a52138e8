"""The network that is looked at: unwrapped, called, and refused where it cannot be."""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DataParallel, DistributedDataParallel
from torch.optim import Optimizer

from etude.errors import BadOption


def plain_model(model: nn.Module) -> nn.Module:
    """The network under ``torch.compile``, ``DataParallel`` and ``DistributedDataParallel``."""
    while True:
        if isinstance(model, DataParallel | DistributedDataParallel):
            model = model.module
        elif isinstance(inner := getattr(model, "_orig_mod", None), nn.Module):
            model = inner
        else:
            return model


def checked_model(model: object) -> nn.Module:
    """The plain network; raises ``BadOption`` where there is nothing to look at."""
    if not isinstance(model, nn.Module):
        raise BadOption(
            f"The model is a {type(model).__name__}, not a torch.nn.Module: give the network."
        )
    network = plain_model(model)
    if any("FullyShardedDataParallel" in type(one).__name__ for one in network.modules()):
        raise BadOption(
            "The model's weights are sharded (FSDP), so no process sees them whole: watch the same"
            " training on one device, or under DistributedDataParallel."
        )
    if any(isinstance(one, nn.parameter.UninitializedParameter) for one in network.parameters()):
        raise BadOption(
            "The model has lazy layers without weights yet: run one batch through it before."
        )
    if not any(True for _ in network.parameters()):
        raise BadOption(
            f"The model ({type(network).__name__}) has no parameters, so nothing can be learned:"
            " were its layers kept in a plain list instead of torch.nn.ModuleList?"
        )
    return network


def checked_optimizer(optimizer: object, model: nn.Module) -> Optimizer:
    """The optimizer under any wrapper; raises ``BadOption`` unless it trains this model."""
    inner = getattr(optimizer, "optimizer", None)
    optimizer = inner if isinstance(inner, Optimizer) else optimizer
    if not isinstance(optimizer, Optimizer):
        raise BadOption(
            f"The optimizer is a {type(optimizer).__name__}, not a torch.optim.Optimizer."
        )
    own = {id(parameter) for parameter in model.parameters()}
    if not any(id(one) in own for one in optimized(optimizer)):
        raise BadOption(
            "The optimizer holds none of the model's parameters: it was made for another model, or"
            " before this one was replaced (by a copy or a load). Make it anew from"
            " model.parameters()."
        )
    return optimizer


def optimized(optimizer: Optimizer) -> list[Tensor]:
    """Every parameter that the optimizer holds."""
    return [one for group in optimizer.param_groups for one in group["params"]]


def called(model: nn.Module, inputs: Any) -> Any:
    """The model's answer to a tensor, a tuple of arguments or a mapping of named ones."""
    if isinstance(inputs, Mapping):
        return model(**inputs)
    if isinstance(inputs, tuple | list):
        return model(*inputs)
    return model(inputs)


def prediction(answer: Any) -> Tensor | None:
    """The tensor of predictions in an answer: itself, ``logits``, or the first tensor in it."""
    if isinstance(answer, Tensor):
        return answer
    named = answer.get("logits") if isinstance(answer, Mapping) else getattr(answer, "logits", None)
    if isinstance(named, Tensor):
        return named
    if isinstance(answer, Mapping):
        answer = tuple(answer.values())
    if isinstance(answer, tuple | list):
        return next((one for one in answer if isinstance(one, Tensor)), None)
    return None


def tensors(inputs: Any) -> Iterator[Tensor]:
    """Every tensor in nested tuples, lists and mappings."""
    if isinstance(inputs, Tensor):
        yield inputs
    elif isinstance(inputs, Mapping):
        for one in inputs.values():
            yield from tensors(one)
    elif isinstance(inputs, tuple | list):
        for one in inputs:
            yield from tensors(one)


def told_of_arrays(given: Any) -> str:
    """What to make of the first array in nested tuples, lists and mappings that is no tensor, as an
    end of a sentence; "" where there is none."""
    if isinstance(given, Mapping | tuple | list):
        parts = given.values() if isinstance(given, Mapping) else given
        return next((told for one in parts if (told := told_of_arrays(one))), "")
    if isinstance(given, Tensor) or not is_array(given):
        return ""
    kind = type(given)
    made = "x" if kind.__module__ == "numpy" else "numpy.asarray(x)"
    return (
        f"holds an array ({kind.__module__.partition('.')[0]}.{kind.__name__}): give tensors,"
        f" torch.from_numpy({made}) of every array x, of the types that the loop uses."
    )


def is_array(given: object) -> bool:
    """Whether it is an array with rows, of torch, numpy, pandas or alike."""
    return hasattr(given, "__array__") and getattr(given, "ndim", 0) > 0


def kept(inputs: Any) -> Any:
    """A copy of inputs that later changes of theirs do not reach; other objects as they are."""
    if isinstance(inputs, Tensor):
        return inputs.detach().clone()
    if type(inputs) in (tuple, list):
        return type(inputs)(kept(one) for one in inputs)
    if type(inputs) is dict:
        return {name: kept(one) for name, one in inputs.items()}
    return inputs


def rows_of(inputs: Any) -> int:
    """Rows of a batch: the length of its first tensor."""
    first = next(tensors(inputs), None)
    return len(first) if first is not None and first.ndim else 0


def cut(inputs: Any, start: int, stop: int, rows: int) -> Any:
    """Rows ``start`` to ``stop`` of every tensor that has this many rows."""
    if isinstance(inputs, Tensor):
        return inputs[start:stop] if inputs.ndim and len(inputs) == rows else inputs
    if isinstance(inputs, Mapping):
        return {name: cut(one, start, stop, rows) for name, one in inputs.items()}
    if type(inputs) in (tuple, list):
        return type(inputs)(cut(one, start, stop, rows) for one in inputs)
    return inputs


def moved(inputs: Any, device: torch.device) -> Any:
    """The same inputs on a device."""
    if isinstance(inputs, Tensor):
        return inputs.to(device)
    if isinstance(inputs, Mapping):
        return {name: moved(one, device) for name, one in inputs.items()}
    if type(inputs) in (tuple, list):
        return type(inputs)(moved(one, device) for one in inputs)
    return inputs
