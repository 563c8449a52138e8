"""Losses of other people's loops: recognised, taken row by row, held against knowing nothing."""

import math
from collections.abc import Callable, Iterator
from statistics import fmean
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from etude.errors import EtudeError

# What a loss module or function is called here.
MODULES: dict[type[nn.Module], str] = {
    nn.CrossEntropyLoss: "cross_entropy",
    nn.NLLLoss: "nll",
    nn.BCELoss: "binary_cross_entropy",
    nn.BCEWithLogitsLoss: "binary_cross_entropy_with_logits",
    nn.MSELoss: "mse",
    nn.L1Loss: "mae",
    nn.HuberLoss: "huber",
    nn.SmoothL1Loss: "smooth_l1",
}
FUNCTIONS: dict[Callable[..., Any], str] = {
    F.cross_entropy: "cross_entropy",
    F.nll_loss: "nll",
    F.binary_cross_entropy: "binary_cross_entropy",
    F.binary_cross_entropy_with_logits: "binary_cross_entropy_with_logits",
    F.mse_loss: "mse",
    F.l1_loss: "mae",
    F.huber_loss: "huber",
    F.smooth_l1_loss: "smooth_l1",
}
# The operation that a loss leaves in the graph of its value.
OPERATIONS = {
    "NllLossBackward0": "nll",
    "NllLoss2DBackward0": "nll",
    "BinaryCrossEntropyBackward0": "binary_cross_entropy",
    "BinaryCrossEntropyWithLogitsBackward0": "binary_cross_entropy_with_logits",
    "MseLossBackward0": "mse",
    "HuberLossBackward0": "huber",
    "SmoothL1LossBackward0": "smooth_l1",
}
NUMBERS = ("mse", "mae", "huber", "smooth_l1")
CLASSES = ("cross_entropy", "nll")
OWN_OF_CLASSES = "own, of classes"  # a loss of a person's own, whose targets are class numbers
YES_OR_NO = ("binary_cross_entropy", "binary_cross_entropy_with_logits")
_DEPTH = 12  # operations between a loss's value and what it is known by


class LossRefused(EtudeError):
    """A person's loss did not take these outputs and targets."""


def loss_name(loss: object) -> str:
    """``cross_entropy``, ``mse`` ... of a module or function of torch; "" of any other."""
    if isinstance(loss, nn.Module):
        return MODULES.get(type(loss), "")
    try:
        return FUNCTIONS.get(loss, "")  # type: ignore[call-overload, no-any-return]
    except TypeError:  # an object that has no hash
        return ""


def name_in_graph(value: Tensor) -> str:
    """The same, from the operations that made a loss's value; "" where none is known."""
    if _is_mean_of_squares(value):
        return "mse"
    for node in _operations(value):
        if name := OPERATIONS.get(node.name(), ""):
            return "cross_entropy" if name == "nll" and _takes_logits(node) else name
        if node.name() == "AbsBackward0":
            return "mae"
    return ""


def is_reduced_in_graph(value: Tensor) -> bool:
    """Whether a function of torch's own took the mean or the sum over the rows: what a loop makes
    of the losses of single rows, as likelihoods or rewards, may be below 0."""
    if _is_mean_of_squares(value):
        return True
    first = next((one for one in _operations(value) if one.name() in OPERATIONS), None)
    return first is not None and bool(getattr(first, "_saved_reduction", 0))


def _operations(value: Tensor) -> Iterator[Any]:
    """Those nearest to the value, the last first."""
    layer = [value.grad_fn]
    for _ in range(_DEPTH):
        nodes = [node for node in layer if node is not None]
        yield from nodes
        layer = [following for node in nodes for following, _ in node.next_functions]
        if len(layer) != 1:  # a sum of several terms: the graph alone does not say which counts
            layer = layer[:2]


def _is_mean_of_squares(value: Tensor) -> bool:
    """Whether it is the mean of squared differences, as written by hand."""
    node: Any = value.grad_fn
    for name in ("MeanBackward0", "PowBackward0"):
        if node is None or node.name() != name:
            return False
        if name == "PowBackward0" and node._saved_exponent != 2:
            return False
        node = node.next_functions[0][0]
    if node is None or node.name() != "SubBackward0":
        return False
    return sum(one is not None for one, _ in node.next_functions) == 1  # targets need no gradient


def _takes_logits(node: Any) -> bool:
    following = node.next_functions[0][0] if node.next_functions else None
    return following is not None and following.name() == "LogSoftmaxBackward0"


def row_losses(name: str, outputs: Tensor, targets: Tensor) -> Tensor:
    """The loss of every row, [rows]; raises ``LossRefused`` where they do not fit the loss."""
    outputs = outputs.float() if outputs.is_floating_point() else outputs
    try:
        each = _each(name, outputs, targets)
    except (RuntimeError, ValueError, IndexError, KeyError) as error:
        raise LossRefused(str(error)) from error
    return each.flatten(1).mean(1) if each.ndim > 1 else each


def _each(name: str, outputs: Tensor, targets: Tensor) -> Tensor:
    if name in CLASSES:
        function = F.cross_entropy if name == "cross_entropy" else F.nll_loss
        return function(outputs, targets, reduction="none")
    function = {known: one for one, known in FUNCTIONS.items()}[name]
    if are_class_numbers(outputs, targets):  # as the loop compares them, one-hot
        targets = F.one_hot(targets.long(), outputs.shape[1])
    if outputs.numel() != targets.numel():
        raise ValueError("outputs and targets are not of one size")
    each: Tensor = function(outputs, targets.reshape(outputs.shape).float(), reduction="none")
    return each


def are_class_numbers(outputs: Tensor, targets: Tensor) -> bool:
    """Whether targets are whole numbers, one a row, each the number of an output."""
    if outputs.ndim != 2 or targets.shape != outputs.shape[:1]:
        return False
    return are_numbers_of(targets, outputs.shape[1])


def are_numbers_of(targets: Tensor, classes: int) -> bool:
    """Whether targets are whole numbers, one a row, each the number of one of several classes."""
    if classes < 2 or targets.ndim != 1 or targets.is_floating_point() or not targets.numel():
        return False
    return bool(targets.min() >= 0) and bool(targets.max() < classes)


def naive_loss(name: str, targets: Tensor, classes: int = 0) -> float:
    """The loss of the best constant prediction for these targets; NaN where it is not known.

    ``classes`` stands in where no targets are known: ln K for that many classes. Numbers of that
    many classes are taken one-hot by a loss of numbers.
    """
    if name in CLASSES:
        return _entropy(targets, classes)
    if name in NUMBERS and are_numbers_of(targets, classes):
        each = F.one_hot(targets.long(), classes).float()
        return fmean(naive_loss(name, column) for column in each.unbind(1))
    values = targets.detach().float().flatten()
    if not len(values):
        return math.nan
    if name in YES_OR_NO:
        share = values.mean().clamp(1e-6, 1 - 1e-6)
        return float(-(share * share.log() + (1 - share) * (1 - share).log()))
    if name not in NUMBERS:
        return math.nan
    centre = values.median() if name == "mae" else values.mean()
    function = {known: one for one, known in FUNCTIONS.items()}[name]
    return float(function(values, centre.expand_as(values)))


def _entropy(targets: Tensor, classes: int) -> float:
    if targets.numel() and not targets.is_floating_point():
        counts = torch.bincount(targets.flatten()[targets.flatten() >= 0]).float()
        shares = counts[counts > 0] / counts.sum()
        return float(-(shares * shares.log()).sum())
    return math.log(classes) if classes > 1 else math.nan


def right(name: str, outputs: Tensor, targets: Tensor) -> Tensor | None:
    """Which rows are right, bool; None where neither loss nor targets are of classes."""
    if name in CLASSES and outputs.ndim > 1 and not targets.is_floating_point():
        return outputs.argmax(1) == targets
    if name in (*NUMBERS, OWN_OF_CLASSES) and are_class_numbers(outputs, targets):
        return outputs.argmax(1) == targets
    if name in YES_OR_NO and outputs.numel() == targets.numel():
        limit = 0.0 if name == "binary_cross_entropy_with_logits" else 0.5
        return (outputs > limit).flatten() == (targets > 0.5).flatten()
    return None
