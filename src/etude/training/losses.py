"""Losses: what a row costs. One table for training, one for the plain validation loss."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from etude.data.rows import Rows
from etude.records.plan import Plan
from etude.records.shape import Head

FOCAL_GAMMA = 2.0  # Lin et al. 2017
HUBER_DELTA = 1.0  # in deviations of the target


@dataclass(frozen=True)
class RowLoss:
    """A loss of one head.

    value: (outputs [K, B, size], targets) -> loss of each row [K, B].
    slope: the same -> derivative of each row's loss in its outputs [K, B, size], a new tensor.
    Targets are int64 codes [K, B] for classes, float32 [K, B, size] for numbers.
    """

    value: Callable[[Tensor, Tensor], Tensor]
    slope: Callable[[Tensor, Tensor], Tensor]


def cross_entropy(smoothing: float = 0.0) -> RowLoss:
    """Surprise at the true class, nats; ``smoothing`` of the truth is spread over all classes."""

    def value(logits: Tensor, codes: Tensor) -> Tensor:
        flat = logits.reshape(-1, logits.shape[-1])
        loss = F.cross_entropy(flat, codes.reshape(-1), reduction="none", label_smoothing=smoothing)
        return loss.view(codes.shape)

    def slope(logits: Tensor, codes: Tensor) -> Tensor:
        slopes = torch.log_softmax(logits, -1).exp_()  # half the time of softmax on a CPU
        if smoothing:
            slopes.sub_(smoothing / logits.shape[-1])
        places = codes.unsqueeze(-1)
        truth = slopes.new_full((), smoothing - 1.0).expand_as(places)
        return slopes.scatter_add_(-1, places, truth)

    return RowLoss(value, slope)


def focal(smoothing: float = 0.0) -> RowLoss:
    """Cross-entropy x (1 - probability of the truth)^2: easy rows count for less."""
    plain, smooth = cross_entropy(), cross_entropy(smoothing)

    def value(logits: Tensor, codes: Tensor) -> Tensor:
        doubt = 1.0 - torch.exp(-plain.value(logits, codes))
        return doubt.pow(FOCAL_GAMMA) * smooth.value(logits, codes)

    def slope(logits: Tensor, codes: Tensor) -> Tensor:
        truth = torch.exp(-plain.value(logits, codes))
        doubt = 1.0 - truth
        loss = smooth.value(logits, codes)
        through_doubt = FOCAL_GAMMA * doubt.pow(FOCAL_GAMMA - 1.0) * truth * loss
        direct = doubt.pow(FOCAL_GAMMA).unsqueeze(-1) * smooth.slope(logits, codes)
        return direct.addcmul_(through_doubt.unsqueeze(-1), plain.slope(logits, codes))

    return RowLoss(value, slope)


def _of_numbers(value: Callable[[Tensor], Tensor], slope: Callable[[Tensor], Tensor]) -> RowLoss:
    """A loss of the difference between output and target, mean over the targets."""
    return RowLoss(
        lambda outputs, targets: value(outputs - targets).mean(-1),
        lambda outputs, targets: slope(outputs - targets).div_(outputs.shape[-1]),
    )


def _huber(error: Tensor) -> Tensor:
    size = error.abs()
    near = 0.5 * error.square()
    return torch.where(size <= HUBER_DELTA, near, HUBER_DELTA * (size - 0.5 * HUBER_DELTA))


MSE = _of_numbers(torch.square, lambda error: error.mul_(2.0))
MAE = _of_numbers(torch.abs, torch.sign)
HUBER = _of_numbers(_huber, lambda error: error.clamp_(-HUBER_DELTA, HUBER_DELTA))

_TRAINING: dict[tuple[str, str], Callable[[Plan], RowLoss]] = {
    ("classes", "automatic"): lambda plan: cross_entropy(plan.label_smoothing),
    ("classes", "cross_entropy"): lambda plan: cross_entropy(plan.label_smoothing),
    ("classes", "focal"): lambda plan: focal(plan.label_smoothing),
    ("numbers", "automatic"): lambda plan: MSE,
    ("numbers", "mse"): lambda plan: MSE,
    ("numbers", "mae"): lambda plan: MAE,
    ("numbers", "huber"): lambda plan: HUBER,
}


def training_losses(plan: Plan, heads: Sequence[Head]) -> dict[str, RowLoss]:
    """head name -> the loss that training minimises. Raises ValueError for a loss that the
    kind of a head does not have."""
    for head in heads:
        if (head.kind, plan.loss) not in _TRAINING:
            known = ", ".join(loss for kind, loss in _TRAINING if kind == head.kind)
            rule = f"the loss of a head of {head.kind} must be one of {known}"
            raise ValueError(f"{rule}, however: {plan.loss!r}")
    return {head.name: _TRAINING[head.kind, plan.loss](plan) for head in heads}


def plain_losses(plan: Plan, heads: Sequence[Head]) -> dict[str, RowLoss]:
    """head name -> the loss that is reported and stopped on: cross-entropy for classes, the
    plan's own for numbers; without smoothing, class weights and penalties."""
    own, plain = training_losses(plan, heads), cross_entropy()
    return {head.name: plain if head.kind == "classes" else own[head.name] for head in heads}


def rows_loss(
    losses: Mapping[str, RowLoss], outputs: Mapping[str, Tensor], targets: Mapping[str, Tensor]
) -> Tensor:
    """Loss of every row, mean over the heads, [K, B]."""
    parts = [loss.value(outputs[name], targets[name]) for name, loss in losses.items()]
    return parts[0] if len(parts) == 1 else torch.stack(parts).mean(0)


def loss_slopes(
    losses: Mapping[str, RowLoss],
    outputs: Mapping[str, Tensor],
    targets: Mapping[str, Tensor],
    weights: Tensor,
) -> Tensor:
    """Derivative of the weighted sum of ``rows_loss`` in the outputs, heads side by side.

    weights: float32 [K, B]. Out: float32 [K, B, heads side by side].
    """
    parts = [loss.slope(outputs[name], targets[name]) for name, loss in losses.items()]
    if len(parts) == 1:
        return parts[0].mul_(weights.unsqueeze(-1))
    return torch.cat(parts, -1).mul_(weights.unsqueeze(-1) / len(parts))


def row_weights(plan: Plan, heads: Sequence[Head], rows: Rows) -> np.ndarray:
    """What each learn row's loss counts for: row weight x class weight, mean 1, float32 [N].

    Balanced class weights are n / (classes x n of the class), as in scikit-learn, counted in
    row weights; a class without rows is left out of the count.
    """
    weights = rows.weights.astype(np.float64)
    if plan.class_weights == "balanced":
        for head in heads:
            if head.kind == "classes":
                weights = weights * _balancing(rows.targets[head.name], rows.weights)
    scaled: np.ndarray = (weights / weights.mean()).astype(np.float32)
    return scaled


def _balancing(codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    totals = np.bincount(codes, weights=weights)
    present = totals > 0
    factors = np.zeros_like(totals)
    factors[present] = totals.sum() / (present.sum() * totals[present])
    return np.take(factors, codes)
