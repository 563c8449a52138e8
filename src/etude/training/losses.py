"""Losses: what a row costs. One table for training, one for the plain validation loss."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from etude.data.rows import Rows
from etude.records.plan import Plan
from etude.records.shape import Head

RowLoss = Callable[[Tensor, Tensor], Tensor]
FOCAL_GAMMA = 2.0  # Lin et al. 2017
HUBER_DELTA = 1.0  # in deviations of the target


def cross_entropy(outputs: Tensor, targets: Tensor, smoothing: float = 0.0) -> Tensor:
    """logits [K, B, C], codes [K, B] -> nats a row [K, B]."""
    flat = outputs.reshape(-1, outputs.shape[-1])
    loss = F.cross_entropy(flat, targets.reshape(-1), reduction="none", label_smoothing=smoothing)
    return loss.view(targets.shape)


def focal(outputs: Tensor, targets: Tensor, smoothing: float = 0.0) -> Tensor:
    """Cross-entropy x (1 - probability of the truth)^2: easy rows count for less."""
    loss = cross_entropy(outputs, targets, smoothing)
    surprise = cross_entropy(outputs, targets) if smoothing else loss
    return (1.0 - torch.exp(-surprise)).pow(FOCAL_GAMMA) * loss


def mse(outputs: Tensor, targets: Tensor) -> Tensor:
    """Squared error, mean over the targets: [K, B, T] twice -> [K, B]."""
    return (outputs - targets).square().mean(-1)


def mae(outputs: Tensor, targets: Tensor) -> Tensor:
    """Absolute error, mean over the targets."""
    return (outputs - targets).abs().mean(-1)


def huber(outputs: Tensor, targets: Tensor) -> Tensor:
    """Half the squared error up to 1 deviation, linear beyond."""
    return F.huber_loss(outputs, targets, reduction="none", delta=HUBER_DELTA).mean(-1)


def _smoothed(loss: Callable[[Tensor, Tensor, float], Tensor], plan: Plan) -> RowLoss:
    smoothing = plan.label_smoothing
    return lambda outputs, targets: loss(outputs, targets, smoothing)


_TRAINING: dict[tuple[str, str], Callable[[Plan], RowLoss]] = {
    ("classes", "automatic"): lambda plan: _smoothed(cross_entropy, plan),
    ("classes", "cross_entropy"): lambda plan: _smoothed(cross_entropy, plan),
    ("classes", "focal"): lambda plan: _smoothed(focal, plan),
    ("numbers", "automatic"): lambda plan: mse,
    ("numbers", "mse"): lambda plan: mse,
    ("numbers", "mae"): lambda plan: mae,
    ("numbers", "huber"): lambda plan: huber,
}


def training_losses(plan: Plan, heads: Sequence[Head]) -> dict[str, RowLoss]:
    """head name -> the loss that training minimises. Raises ValueError for a loss that the
    kind of a head does not have."""
    for head in heads:
        if (head.kind, plan.loss) not in _TRAINING:
            known = ", ".join(loss for kind, loss in _TRAINING if kind == head.kind)
            raise ValueError(f"loss of a head of {head.kind} must be one of {known}, "
                             f"however: {plan.loss!r}")  # fmt: skip
    return {head.name: _TRAINING[head.kind, plan.loss](plan) for head in heads}


def plain_losses(plan: Plan, heads: Sequence[Head]) -> dict[str, RowLoss]:
    """head name -> the loss that is reported and stopped on: cross-entropy for classes, the
    plan's own for numbers; without smoothing, class weights and penalties."""
    own = training_losses(plan, heads)
    return {head.name: cross_entropy if head.kind == "classes" else own[head.name]
            for head in heads}  # fmt: skip


def rows_loss(
    losses: Mapping[str, RowLoss], outputs: Mapping[str, Tensor], targets: Mapping[str, Tensor]
) -> Tensor:
    """Loss of every row, mean over the heads, [K, B]."""
    parts = [loss(outputs[name], targets[name]) for name, loss in losses.items()]
    return parts[0] if len(parts) == 1 else torch.stack(parts).mean(0)


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
    return (weights / weights.mean()).astype(np.float32)


def _balancing(codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    totals = np.bincount(codes, weights=weights)
    present = totals > 0
    factors = np.zeros_like(totals)
    factors[present] = totals.sum() / (present.sum() * totals[present])
    return factors[codes]
