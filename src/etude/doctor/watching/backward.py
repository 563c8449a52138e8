"""The loss of a loop that never shows it: read from the backward pass while it runs.

No hook of torch is given a loss's value. But gradients arrive while ``loss.backward()`` is being
called, so the loss is a variable of a function that is running just then; it is read there, as a
debugger would, and nothing is replaced.
"""

import sys
from threading import get_ident
from types import FrameType

import torch
from torch import Tensor

_METHOD = Tensor.backward.__code__
_FUNCTION = torch.autograd.backward.__code__


class RunningLoss:
    """Called from a hook of a gradient: the scalar whose backward pass is running in the thread
    that made this, None where it is not seen.

    Where ``loss.backward()`` was found once it is looked for first, so many calls up: every frame
    on the way there would be made an object, at every step.
    """

    def __init__(self) -> None:
        self.thread = get_ident()
        self._calls_up = 0

    def __call__(self) -> Tensor | None:
        # gradients of an accelerator arrive in a thread of torch's own
        is_here = self.thread == get_ident()
        if is_here and self._calls_up:
            try:
                known = sys._getframe(self._calls_up)
            except ValueError:  # there are fewer
                return self._searched(sys._getframe(1), 1)
            if known.f_code is _METHOD:
                return _scalar(known.f_locals.get("self"))
        frame = sys._getframe(1) if is_here else sys._current_frames().get(self.thread)
        return self._searched(frame, 1)

    def _searched(self, frame: FrameType | None, calls_up: int) -> Tensor | None:
        """Up from this frame, so many calls above ``__call__``."""
        while frame is not None and frame.f_code is not _FUNCTION:
            frame, calls_up = frame.f_back, calls_up + 1
        if frame is None:
            return None
        caller = frame.f_back
        if caller is not None and caller.f_code is _METHOD:
            self._calls_up = calls_up + 1  # of another thread's it is never asked
            return _scalar(caller.f_locals.get("self"))
        loss = frame.f_locals.get("tensors")
        return _scalar(loss[0] if isinstance(loss, tuple | list) and len(loss) == 1 else loss)


def _scalar(loss: object) -> Tensor | None:
    return loss if isinstance(loss, Tensor) and loss.numel() == 1 else None


def value_of(loss: Tensor) -> float | Tensor:
    """Its value: a float, or a tensor [] where reading it now would make an accelerator wait."""
    return loss.item() if loss.is_cpu else loss.detach().reshape(()).clone()


def last_operation(loss: Tensor) -> str:
    """``quotient`` or ``product`` where one made the loss, as where gradients are gathered over
    several batches, or scaled for half precision; else "". By how much is no longer known."""
    names = {"DivBackward0": "quotient", "MulBackward0": "product"}
    return names.get(type(loss.grad_fn).__name__, "")
