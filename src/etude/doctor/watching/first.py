"""Checks that need no training, made of the first batches that the loop showed."""

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean, median
from typing import Any

import torch
from torch import Tensor, nn

from etude.diagnosis.symptoms.rows_in_order import ALIKE, MIXED
from etude.doctor.checks import (
    constant_inputs,
    cut_off,
    input_scale,
    label_fit,
    linear_stack,
    mixed_units,
    non_finite_inputs,
    output_fit,
    placeholders,
    rows_alike,
    rows_apart,
    same_scale,
    shapes_broadcast,
    whole_steps,
)
from etude.doctor.examined import Examined
from etude.doctor.losses import CLASSES, FUNCTIONS, NUMBERS, YES_OR_NO
from etude.doctor.subject import tensors
from etude.doctor.watching.probe import Batch
from etude.records.sanity import SanityCheck

MOST_JUDGED = 16  # batches of validation
OF_INPUTS = (
    *(non_finite_inputs, input_scale, constant_inputs, cut_off, placeholders, rows_alike),
    *(mixed_units, whole_steps),
)


def first_checks(
    model: nn.Module, batches: Sequence[Batch], kind: str, safely: Callable[[Any], None]
) -> tuple[SanityCheck, ...]:
    """Inputs of all batches, layers as the first one passes them; its outputs and labels too where
    the loss is known. One that fails keeps no other from being made."""
    if not batches:
        return ()
    every = _examined(model, *_joined(batches), kind)
    first = _examined(model, *_joined(batches[:1]), kind)
    of_first: list[Any] = [linear_stack, rows_apart]
    if kind in NUMBERS and len(first.targets):
        of_first.append(shapes_broadcast)
    if kind:
        of_first += [output_fit, label_fit] if len(first.targets) else [output_fit]
    made: list[SanityCheck | None] = []
    for check, examined in [
        *((one, every) for one in OF_INPUTS),
        *((one, first) for one in of_first),
    ]:
        safely(lambda check=check, examined=examined: made.append(check.measure(examined)))
    return tuple(check for check in made if check is not None)


def same_scale_check(batches: Sequence[Batch], judged: Sequence[Batch]) -> tuple[SanityCheck, ...]:
    """Whether validation, as far as it is given, is scaled as the first batches are."""
    if not batches or not judged:
        return ()
    made = same_scale.scale_check(_joined(batches)[0], _joined(judged[:MOST_JUDGED])[0])
    return () if made is None else (made,)


def finite_validation_check(judged: Sequence[Batch]) -> tuple[SanityCheck, ...]:
    """How many input values of validation, as far as it is given, are not finite."""
    given = [(*one.arguments, one.named) for one in judged]
    floats = [one for one in tensors(given) if one.is_floating_point()]
    if not floats:
        return ()
    cells = sum(int((~one.isfinite()).sum()) for one in floats)
    told = f"{cells} input values of validation are not finite"
    return (SanityCheck("non_finite_validation", not cells, told, {"cells": float(cells)}),)


def order_check(
    batches: Sequence[Batch], judged: Sequence[Tensor], kind: str
) -> tuple[SanityCheck, ...]:
    """How much of the first batches is of one class, and how much of validation.

    In: the batches; targets of validation, as far as they are known; the loss's kind.
    """
    labels = [] if kind not in (*CLASSES, *YES_OR_NO) else list(_labels(batches, kind))
    if not labels:
        return ()
    each = [_largest_class(one) for one in labels]
    in_batch = fmean(share for _, share in each)
    others = [one.flatten() for one in judged if one.numel()]
    overall = _largest_class(torch.cat(others or labels))[1]
    told = f"one class has {100 * in_batch:.0f} % of a batch, {100 * overall:.0f} % of all rows"
    numbers = {
        "batches": len(labels),
        "rows": median(map(len, labels)),
        "classes": len({largest for largest, _ in each}),
        "in_batch": in_batch,
        "overall": overall,
        "validation": float(bool(others)),
    }
    return (SanityCheck("row_order", in_batch < ALIKE or overall > MIXED, told, numbers),)


def _labels(batches: Sequence[Batch], kind: str) -> Iterator[Tensor]:
    """Labels of batches that have one a row; not soft ones, nor those of single tokens."""
    for batch in batches:
        targets = batch.targets
        if targets is None or not batch.is_one_a_row or targets.numel() != batch.rows:
            continue
        if targets.is_floating_point() and kind in CLASSES:
            continue
        known = targets.flatten()[targets.flatten() >= 0]
        if len(known):
            yield known


def _largest_class(labels: Tensor) -> tuple[float, float]:
    """The class that most of these are of, and its share."""
    classes, counts = torch.unique(labels, return_counts=True)
    largest = int(counts.argmax())
    return float(classes[largest]), float(counts[largest]) / len(labels)


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
