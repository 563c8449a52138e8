"""Does the last activation fit the loss?"""

import torch

from etude.doctor.examined import Examined
from etude.doctor.losses import NUMBERS, are_class_numbers
from etude.records.sanity import SanityCheck

NAME = "output_fit"
SUM = 1e-3  # what probabilities may miss 1 by
BEYOND = 0.01  # share of targets beyond the outputs' bounds
BOUNDS = {
    "sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "softmax": (0.0, 1.0),
    "relu": (0.0, float("inf")), "relu6": (0.0, 6.0), "softplus": (0.0, float("inf")),
}  # fmt: skip

BOUNDED = ("sigmoid", "tanh", "relu6")  # on both sides, so that no score can be far above another


def measure(examined: Examined) -> SanityCheck | None:
    """Each 0 or 1: softmax_before_cross_entropy, softmax_over_one, bounded_regression,
    bounded_scores, sigmoid_twice, probabilities_missing, squared_classes."""
    outputs, kind = examined.outputs.detach().cpu(), examined.kind
    if not outputs.is_floating_point():
        return None
    made = examined.trace.made(examined.outputs)
    last = made.by if made is not None else ""
    numbers = {
        "softmax_before_cross_entropy": kind == "cross_entropy" and _are_shares(outputs),
        "softmax_over_one": _is_softmax_over_one(outputs, last),
        "bounded_regression": kind in NUMBERS and _is_out_of_reach(examined, last),
        "bounded_scores": kind == "cross_entropy" and last in BOUNDED,
        "sigmoid_twice": kind == "binary_cross_entropy_with_logits" and last == "sigmoid",
        "probabilities_missing": _are_missing(outputs, kind),
        "squared_classes": kind == "mse" and _are_classes(outputs, examined.targets.detach().cpu()),
    }
    wrong = [name.replace("_", " ") for name, found in numbers.items() if found]
    told = ", ".join(wrong) if wrong else "the last activation fits the loss"
    return SanityCheck(NAME, not wrong, told, {name: float(one) for name, one in numbers.items()})


def _are_shares(outputs: torch.Tensor) -> bool:
    """Rows of at least two outputs, none negative, that add up to 1."""
    if outputs.ndim < 2 or outputs.shape[1] < 2:
        return False
    return bool((outputs >= 0).all() and ((outputs.sum(1) - 1).abs() < SUM).all())


def _is_softmax_over_one(outputs: torch.Tensor, last: str) -> bool:
    """A softmax over a single unit is 1 whatever comes in."""
    if last not in ("softmax", "log_softmax") or not outputs.numel():
        return False
    constant = 1.0 if last == "softmax" else 0.0
    return bool((outputs == constant).all())


def _is_out_of_reach(examined: Examined, last: str) -> bool:
    if last not in BOUNDS or are_class_numbers(examined.outputs, examined.targets):
        return False
    low, high = BOUNDS[last]
    targets = examined.targets.detach().cpu().double()
    return float(((targets < low) | (targets > high)).double().mean()) > BEYOND


def _are_classes(outputs: torch.Tensor, targets: torch.Tensor) -> bool:
    """Outputs are the shares of classes, or targets a 1 among zeros in every row."""
    if _are_shares(outputs):
        return True
    is_wide = targets.ndim > 1 and targets.shape[1] > 1
    return is_wide and bool((((targets == 0) | (targets == 1)).all() & (targets.sum(1) == 1)).all())


def _are_missing(outputs: torch.Tensor, kind: str) -> bool:
    if kind == "nll":  # takes logarithms of probabilities
        return outputs.ndim > 1 and bool(((outputs.exp().sum(1) - 1).abs() > SUM).any())
    return kind == "binary_cross_entropy" and bool(((outputs < 0) | (outputs > 1)).any())
