"""Losses and shares of K members on rows, in evaluation mode."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from etude.networks import BatchedNetwork
from etude.networks.activation import ACTIVATIONS
from etude.training.losses import RowLoss, rows_loss
from etude.training.rows import EvaluationRows

PROBE_ROWS = 512
NEAR_BOUND = 0.01  # share of the range that counts as saturated
_ELEMENTS = 2**19  # of the widest activation in one go
SEQUENCE_ELEMENTS = 2**22  # of the widest signal of a sequence model in one go: 16 MiB


def rows_at_once(network: BatchedNetwork) -> int:
    """Rows whose activations stay near the processor; those of a sequence model, which computes
    step by step, need not."""
    if network.elements:
        return max(64, SEQUENCE_ELEMENTS // network.elements)
    widest = max([*network.plan.hidden, 1]) * network.members
    return max(64, _ELEMENTS // widest)


def measured(
    network: BatchedNetwork,
    rows: EvaluationRows,
    losses: Mapping[str, RowLoss],
    *,
    closely: bool = False,
) -> dict[str, Tensor]:
    """Loss and shares, each float32 [K]; with ``closely`` the losses [K, N] of the rows too.

    accuracy, largest_class: of the first head of classes, where there is one.
    dead, saturated: shares of hidden units and activations on the first 512 rows.
    prediction_spread, positive_share: of all predicted numbers, where there are some; closely.
    """
    parts: list[dict[str, Tensor]] = []
    size = rows_at_once(network)
    probes: dict[str, Tensor] = {}
    for start in range(0, len(rows), size):
        part = rows.part(start, start + size)
        outputs, hidden = network.evaluate(part.inputs)
        probes = probes or _probed(network, hidden)
        parts.append(_part(network, part, outputs, losses, closely))
    each = [part.pop("losses") for part in parts]
    totals = {name: torch.stack([part[name] for part in parts]).sum(0) for name in parts[0]}
    if "classes" in totals:
        totals["largest_class"] = totals.pop("classes").amax(-1)
    if "moments" in totals:
        totals |= _of_numbers(totals.pop("moments"))
    return totals | probes | ({"losses": torch.cat(each, 1)} if closely else {})


def _part(
    network: BatchedNetwork,
    rows: EvaluationRows,
    outputs: Mapping[str, Tensor],
    losses: Mapping[str, RowLoss],
    closely: bool,
) -> dict[str, Tensor]:
    targets = {name: _for_each(target, rows, network) for name, target in rows.targets.items()}
    each = rows_loss(losses, outputs, targets)
    found = {"loss": (each * rows.shares).sum(1), "losses": each}
    numbers = [head.name for head in network.shape.heads if head.kind == "numbers"]
    if numbers and closely:
        predicted, true = _joined(outputs, numbers), _joined(targets, numbers)
        found["moments"] = _moments(predicted, true, rows.shares)
    for head in network.shape.heads:
        if head.kind == "classes":
            return found | _classes(outputs[head.name], targets[head.name], rows.shares)
    return found


def _for_each(target: Tensor, rows: EvaluationRows, network: BatchedNetwork) -> Tensor:
    """Shared targets seen once by every member: [N, ...] -> [K, N, ...]."""
    if not rows.is_shared:
        return target
    return target.unsqueeze(0).expand(network.members, *target.shape)


def _classes(logits: Tensor, codes: Tensor, shares: Tensor) -> dict[str, Tensor]:
    chosen = logits.argmax(-1)  # [K, B]
    given = torch.zeros(logits.shape[0], logits.shape[2], device=logits.device)
    return {
        "accuracy": ((chosen == codes) * shares).sum(1),
        "classes": given.scatter_add_(1, chosen, shares.contiguous()),
    }


def _joined(of: Mapping[str, Tensor], heads: Sequence[str]) -> Tensor:
    """The numbers of these heads side by side, [K, B, size]."""
    return of[heads[0]] if len(heads) == 1 else torch.cat([of[name] for name in heads], -1)


def _moments(predicted: Tensor, true: Tensor, shares: Tensor) -> Tensor:
    """Means [K, 5] of predicted numbers [K, B, size] and true ones, then of their squares, then
    the share of predicted ones above 0."""
    both = torch.stack((predicted, true), 1)
    parts = (both, both.square(), (predicted > 0).unsqueeze(1))
    rows = torch.cat(parts, 1).mean(-1)  # [K, 5, B]
    return torch.bmm(rows, shares.unsqueeze(2)).squeeze(2)


def _of_numbers(moments: Tensor) -> dict[str, Tensor]:
    """Numbers are standardised, so that float32 bears the difference of squares."""
    variance = moments[:, 2:4] - moments[:, :2].square()
    predicted, true = variance.clamp_min(0.0).sqrt().unbind(1)
    return {"prediction_spread": predicted / true, "positive_share": moments[:, 4]}


def _probed(network: BatchedNetwork, hidden: Sequence[Tensor]) -> dict[str, Tensor]:
    activation = ACTIVATIONS[network.plan.activation]
    nothing = torch.zeros(network.members, device=network.tensors.device)
    seen = [result[:, :PROBE_ROWS] for result in hidden]
    dead = saturated = nothing
    if activation.is_rectifier and seen:
        dead = torch.cat([result.amax(1) <= 0 for result in seen], 1).float().mean(1)
    if activation.bounds and seen:
        saturated = torch.cat([_near(result, activation.bounds) for result in seen], 1).mean(1)
    return {"dead": dead, "saturated": saturated}


def _near(result: Tensor, bounds: tuple[float, ...]) -> Tensor:
    """1 where an activation lies within 1 % of the range of a bound, [K, B x H]."""
    margin = NEAR_BOUND * (bounds[1] - bounds[0])
    is_near = (result <= bounds[0] + margin) | (result >= bounds[1] - margin)
    return is_near.flatten(1).float()
