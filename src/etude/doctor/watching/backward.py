"""The loss of a loop that never shows it: read from the backward pass while it runs.

No hook of torch is given a loss's value. But gradients arrive while ``loss.backward()`` is being
called, so the loss is a variable of a function that is running just then; it is read there, as a
debugger would, and nothing is replaced.
"""

import sys
import threading
from types import FrameType

import torch
from torch import Tensor

from etude.doctor.losses import name_in_graph

_METHOD = Tensor.backward.__code__
_FUNCTION = torch.autograd.backward.__code__


def running_loss(thread: int) -> Tensor | None:
    """The scalar whose backward pass is running in this thread; None where it is not seen."""
    frame: FrameType | None
    if thread == threading.get_ident():
        frame = sys._getframe(1)
    else:  # gradients of an accelerator arrive in a thread of torch's own
        frame = sys._current_frames().get(thread)
    loss = None
    while frame is not None:
        if frame.f_code is _METHOD:
            loss = frame.f_locals.get("self")
            break
        if frame.f_code is _FUNCTION:
            loss = frame.f_locals.get("tensors")
        frame = frame.f_back
    if isinstance(loss, tuple | list) and len(loss) == 1:
        loss = loss[0]
    return loss if isinstance(loss, Tensor) and loss.numel() == 1 else None


def value_of(loss: Tensor) -> float | Tensor:
    """Its value: a float, or a tensor [] where reading it now would make an accelerator wait."""
    return loss.item() if loss.device.type == "cpu" else loss.detach().reshape(()).clone()


def last_operation(loss: Tensor) -> str:
    """``quotient`` or ``product`` where one made the loss, as where gradients are gathered over
    several batches, or scaled for half precision; else "". By how much is no longer known."""
    names = {"DivBackward0": "quotient", "MulBackward0": "product"}
    return names.get(type(loss.grad_fn).__name__, "")


def kind_of(loss: Tensor) -> str:
    """``cross_entropy``, ``mse`` ...; "" where the graph does not say it."""
    return name_in_graph(loss)


def _saved_other(node: object) -> object:
    """The other side of a division or product; None once the backward pass has let go of it."""
    try:
        return getattr(node, "_saved_other", None)
    except RuntimeError:
        return None
