"""Lengths of sequences: which steps are true, how far to compute, how to read from the end."""

from typing import Any

import torch
from torch import Tensor

GRAIN, SHARES = 8, 16  # steps are computed in multiples of 8, above 128 of a sixteenth


def length_class(length: int) -> int:
    """The steps that a sequence of this length is computed with: at least its own.

    Rows of one class are predicted together, so that an answer depends on the row's own length
    and never on its neighbours'. At most 8 steps or an eighth of them are computed in vain.
    """
    power = 1 << max(length - 1, 0).bit_length()
    grain = max(GRAIN, power // SHARES)
    return max(-(-length // grain) * grain, GRAIN)


def fitted(x: Tensor, lengths: Tensor, time: int, longest: int) -> Tensor:
    """x with as many steps (axis ``time``) as the class of its longest sequence has, but no more
    than the ``longest`` that the model knows: cut, or padded with 0 where x ends before."""
    needed = int(lengths.max())
    steps = min(length_class(needed), max(longest, needed))
    if steps <= x.shape[time]:
        return x.narrow(time, 0, steps)
    missing = list(x.shape)
    missing[time] = steps - x.shape[time]
    return torch.cat([x, x.new_zeros(missing)], time)


def shortened(x: Tensor, lengths: Tensor, time: int) -> Tensor:
    """x with no more steps (axis ``time``) than its longest sequence has, but at least one."""
    return x.narrow(time, 0, max(int(lengths.max()), 1))


def true_steps(lengths: Tensor, steps: int) -> Tensor:
    """Which steps belong to their sequence, bool [B, steps]."""
    return torch.arange(steps, device=lengths.device) < lengths.unsqueeze(1)


def turned(x: Tensor, lengths: Tensor) -> Tensor:
    """x [B, L, W] with the true steps of every row in reverse, padding where it was.

    Packing would do the same for a backward direction and costs an LSTM half its speed.
    """
    steps = torch.arange(x.shape[1], device=x.device)
    mirrored = lengths.unsqueeze(1) - 1 - steps
    places = torch.where(mirrored >= 0, mirrored, steps)  # [B, L]
    places = places + torch.arange(x.shape[0], device=x.device).unsqueeze(1) * x.shape[1]
    result: Tensor = _Turned.apply(x, places.flatten())  # type: ignore[no-untyped-call]
    return result


class _Turned(torch.autograd.Function):
    """Turning twice changes nothing, so the gradient is turned as well: autograd would add row to
    row instead."""

    @staticmethod
    def forward(context: Any, x: Tensor, places: Tensor) -> Tensor:
        context.save_for_backward(places)
        return _picked(x, places)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        return _picked(gradients[0], *context.saved_tensors), None


def _picked(x: Tensor, places: Tensor) -> Tensor:
    return x.reshape(-1, x.shape[-1]).index_select(0, places).view(x.shape)
