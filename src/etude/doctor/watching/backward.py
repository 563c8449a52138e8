"""The loss of a loop that never shows it: read from the backward pass while it runs.

No hook of torch is given a loss's value. But gradients arrive while ``loss.backward()`` is being
called, so the loss is a variable of a function that is running just then; it is read there, as a
debugger would, and nothing is replaced.
"""

import sys
from threading import get_ident

import torch
from torch import Tensor

_METHOD = Tensor.backward.__code__
_FUNCTION = torch.autograd.backward.__code__


def running_loss(thread: int) -> Tensor | None:
    """The scalar whose backward pass is running in this thread; None where it is not seen."""
    # gradients of an accelerator arrive in a thread of torch's own
    is_here = thread == get_ident()
    frame = sys._getframe(1) if is_here else sys._current_frames().get(thread)
    while frame is not None and frame.f_code is not _FUNCTION:
        frame = frame.f_back
    if frame is None:
        return None
    caller = frame.f_back
    if caller is not None and caller.f_code is _METHOD:
        loss = caller.f_locals.get("self")
    else:
        loss = frame.f_locals.get("tensors")
        if isinstance(loss, tuple | list) and len(loss) == 1:
            loss = loss[0]
    return loss if isinstance(loss, Tensor) and loss.numel() == 1 else None


def value_of(loss: Tensor) -> float | Tensor:
    """Its value: a float, or a tensor [] where reading it now would make an accelerator wait."""
    return loss.item() if loss.is_cpu else loss.detach().reshape(()).clone()


def last_operation(loss: Tensor) -> str:
    """``quotient`` or ``product`` where one made the loss, as where gradients are gathered over
    several batches, or scaled for half precision; else "". By how much is no longer known."""
    names = {"DivBackward0": "quotient", "MulBackward0": "product"}
    return names.get(type(loss.grad_fn).__name__, "")
