"""Looking at a network in the middle of its training without leaving a trace."""

import random
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from contextvars import ContextVar

import numpy as np
import torch
from torch import Tensor, nn

_LOOKING: ContextVar[nn.Module | None] = ContextVar("looking", default=None)
# The network that a look of the doctor's own runs now, None where the watched loop does; asked at
# every step.
looked_at = _LOOKING.get


@contextmanager
def undisturbed(model: nn.Module) -> Iterator[None]:
    """Evaluation mode, no gradients; on leaving, everything is as it was.

    Put back are: every module's training flag, buffers, and the random numbers of torch (processor
    and the model's device), numpy and Python. Flags are set one by one: ``model.eval()`` may be a
    person's own and do more. Automatic casting is off, for casts kept from a look without gradients
    would be taken for weights in the next training step. Compiled parts run as they were written.
    A look within a look of the same network changes nothing more.
    """
    if _LOOKING.get() is model:
        yield
        return
    flags = [(module, module.training) for module in model.modules()]
    with ExitStack() as stack:
        token = _LOOKING.set(model)
        stack.callback(_LOOKING.reset, token)
        stack.enter_context(same_random_numbers(model))
        stack.enter_context(_same_buffers(model))
        for module, flag in flags:
            stack.callback(setattr, module, "training", flag)
            module.training = False
        stack.enter_context(torch.no_grad())
        stack.enter_context(torch.autocast(_device(model).type, enabled=False))
        stack.enter_context(as_written())
        yield


@contextmanager
def same_random_numbers(model: nn.Module | None = None) -> Iterator[None]:
    """Whatever draws inside, the numbers drawn afterwards are those that were due: of Python, numpy
    and torch, on the processor and on the model's device where there is one."""
    device = torch.device("cpu") if model is None else _device(model)
    of_python, of_numpy = random.getstate(), np.random.get_state()
    devices = [device] if device.type not in ("cpu", "meta") else []
    with torch.random.fork_rng(devices, device_type=device.type if devices else "cuda"):
        try:
            yield
        finally:
            random.setstate(of_python)
            np.random.set_state(of_numpy)


def as_written() -> AbstractContextManager[object]:
    """Compiled code runs as plain Python: a look must not cost a compilation."""
    if "torch._dynamo" not in sys.modules:  # nothing can be compiled, and importing it is slow
        return nullcontext()
    stance: AbstractContextManager[object] = torch.compiler.set_stance("force_eager")
    return stance


@contextmanager
def _same_buffers(model: nn.Module) -> Iterator[None]:
    kept = [
        (module, name, buffer, buffer.clone(), _version(buffer))
        for module in model.modules()
        for name, buffer in module._buffers.items()
        if buffer is not None
    ]
    try:
        yield
    finally:
        for module, name, buffer, value, version in kept:
            module._buffers[name] = buffer
            # Kernels of torch's own change statistics without a word; where nothing was changed a
            # copy would look like a change to autograd.
            if _version(buffer) != version or not torch.equal(buffer, value):
                with torch.no_grad():
                    buffer.copy_(value)


def _version(tensor: Tensor) -> int:
    return -1 if tensor.is_inference() else tensor._version


def _device(model: nn.Module) -> torch.device:
    return next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
