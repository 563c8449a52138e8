"""Checks that need no training, made of the first batches that the loop showed."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from etude.doctor.checks import (
    constant_inputs,
    input_scale,
    label_fit,
    linear_stack,
    non_finite_inputs,
    output_fit,
)
from etude.doctor.examined import Examined
from etude.doctor.losses import CLASSES, FUNCTIONS, YES_OR_NO
from etude.doctor.watching.probe import Batch
from etude.records.sanity import SanityCheck

MIXED = 0.9  # of one class in a batch: hardly mixed
OF_INPUTS = (non_finite_inputs, input_scale, constant_inputs)


def first_checks(model: nn.Module, batches: Sequence[Batch], kind: str) -> tuple[SanityCheck, ...]:
    """Inputs of all batches, layers as the first one passes them; its outputs and labels too where
    the loss is known."""
    if not batches:
        return ()
    every = _examined(model, *_joined(batches), kind)
    checks = [check.measure(every) for check in OF_INPUTS]
    first = _examined(model, *_joined(batches[:1]), kind)
    checks.append(linear_stack.measure(first))
    if kind:
        checks.append(output_fit.measure(first))
        if len(first.targets):
            checks.append(label_fit.measure(first))
    return tuple(check for check in checks if check is not None)


def order_check(
    batches: Sequence[Batch], judged: Sequence[Tensor], kind: str
) -> tuple[SanityCheck, ...]:
    """How much of the first batches, and of all rows whose targets are known, is of one class.

    In: the batches; targets of validation, as far as they are known; the loss's kind.
    """
    targets = [one.targets for one in batches if one.targets is not None]
    if kind not in (*CLASSES, *YES_OR_NO) or not targets:
        return ()
    alike = sum(map(_largest_share, targets)) / len(targets)
    overall = _largest_share(torch.cat([one.flatten() for one in judged or targets]))
    told = f"one class has {100 * alike:.0f} % of a batch, {100 * overall:.0f} % of all rows"
    numbers = {"batches": len(targets), "rows": min(map(len, targets)), "in_batch": alike}
    passed = alike < MIXED or overall >= MIXED
    return (SanityCheck("row_order", passed, told, numbers | {"overall": overall}),)


def _largest_share(targets: Tensor) -> float:
    counts = torch.unique(targets.flatten(), return_counts=True)[1]
    return float(counts.max()) / max(int(counts.sum()), 1)


def _examined(model: nn.Module, inputs: Any, targets: Tensor | None, kind: str) -> Examined:
    loss = {name: function for function, name in FUNCTIONS.items()}.get(kind, _no_loss)
    seen = torch.empty(0) if targets is None else targets
    return Examined(model, inputs, seen, loss, kind=kind)


def _joined(batches: Sequence[Batch]) -> tuple[Any, Tensor | None]:
    """All rows of plain batches of one tensor; else the first batch."""
    first = batches[0]
    alike = [one for one in batches if _is_like(one, first)]
    if _is_plain(first):
        inputs = torch.cat([one.arguments[0] for one in alike])
        targets = [one.targets for one in alike]
        seen = [one for one in targets if one is not None]
        return inputs, torch.cat(seen) if len(seen) == len(targets) else None
    return (first.named if not first.arguments else first.arguments), first.targets


def _is_plain(batch: Batch) -> bool:
    one = batch.arguments[0] if len(batch.arguments) == 1 and not batch.named else None
    return isinstance(one, Tensor)


def _is_like(batch: Batch, first: Batch) -> bool:
    if not _is_plain(batch) or not _is_plain(first):
        return False
    return bool(batch.arguments[0].shape[1:] == first.arguments[0].shape[1:])


def _no_loss(outputs: Any, targets: Tensor) -> Tensor:
    raise ValueError("the loss is not known")
