"""Checks before the baseline: is anything broken before a minute is spent on training?"""

import math
from dataclasses import replace

import numpy as np
import torch

from etude.data.rows import Rows
from etude.networks import Moment, build
from etude.networks.network import BatchedNetwork
from etude.records.plan import Plan
from etude.records.sanity import SanityCheck
from etude.records.shape import NetworkShape
from etude.training.group import Group, Stopping
from etude.training.losses import plain_losses
from etude.training.measuring import measured
from etude.training.rows import RunRows, evaluation_rows

ROWS = 512
FEW_ROWS, FEW_EPOCHS, FEW_RATE = 16, 200, 0.01
NEAR = 1.0  # nats, or standardised error: a first loss this far above knowing nothing is odd
LEARNED = 0.2  # share of the first loss that few rows may keep
AGREE = 1e-4


def sanity_checks(
    plan: Plan, shape: NetworkShape, run: RunRows, *, device: str | torch.device = "cpu"
) -> tuple[SanityCheck, ...]:
    """The checks, on at most 512 learn rows and networks of their own.

    Source: Karpathy 2019, A Recipe for Training Neural Networks; the guide, checklist "before".
    Blind:  passing says that nothing obvious is broken, not that the data hold a pattern.
    """
    place = torch.device(device)
    rows = _first(run.learn, ROWS)
    network = build(plan, shape, [run.seed], [run.constants], place)
    return (
        _initial_loss(plan, shape, network, rows),
        _overfits(plan, shape, run, place),
        _uses_inputs(plan, shape, network, rows),
        _train_equals_eval(plan, network, rows),
    )


def _initial_loss(
    plan: Plan, shape: NetworkShape, network: BatchedNetwork, rows: Rows
) -> SanityCheck:
    expected = float(np.mean([_ignorance(plan, head.kind, head.size) for head in shape.heads]))
    loss = _loss(plan, network, rows)
    numbers = {"loss": loss, "expected": expected}
    evidence = f"untrained loss {loss:.3f}, knowing nothing would give {expected:.3f}"
    return SanityCheck("initial_loss", loss < expected + NEAR, evidence, numbers)


def _ignorance(plan: Plan, kind: str, size: int) -> float:
    """Loss of knowing nothing: ln K for classes; of 0 for a standard normal target."""
    if kind == "classes":
        return math.log(size)
    return {"mae": math.sqrt(2.0 / math.pi), "huber": 0.42}.get(plan.loss, 1.0)


def _overfits(plan: Plan, shape: NetworkShape, run: RunRows, device: torch.device) -> SanityCheck:
    few = _first(run.learn, FEW_ROWS)
    alone = replace(run, learn=few, stop=few)
    group = Group(_eager(plan), shape, [alone], device, Stopping(epoch_limit=FEW_EPOCHS))
    while not group.is_done:
        group.train_epoch()
    losses = group.curves[0]["train_loss"]
    first, best = losses[0], min(losses)
    numbers = {"rows": float(len(few)), "first": first, "best": best}
    evidence = f"loss on {len(few)} rows went from {first:.3f} to {best:.3f}"
    return SanityCheck("overfits_few_rows", best <= LEARNED * first, evidence, numbers)


def _eager(plan: Plan) -> Plan:
    """The plan without whatever holds it back from learning few rows by heart."""
    return plan.changed(
        dropout=0.0,
        l2_penalty=0.0,
        weight_decay=0.0,
        label_smoothing=0.0,
        warmup_steps=0,
        schedule="constant",
        optimizer="adam",
        learning_rate=FEW_RATE,
    )


def _uses_inputs(
    plan: Plan, shape: NetworkShape, network: BatchedNetwork, rows: Rows
) -> SanityCheck:
    blank = replace(rows, inputs={name: np.zeros_like(x) for name, x in rows.inputs.items()})
    seen, unseen = _loss(plan, network, rows), _loss(plan, network, blank)
    evidence = f"untrained loss {seen:.4f} with inputs, {unseen:.4f} with inputs set to 0"
    numbers = {"loss": seen, "loss_without_inputs": unseen}
    return SanityCheck("uses_inputs", seen != unseen, evidence, numbers)


def _train_equals_eval(plan: Plan, network: BatchedNetwork, rows: Rows) -> SanityCheck:
    """Without dropout, and but for batch statistics, both modes must say the same."""
    inputs = {
        name: torch.from_numpy(x).to(network.tensors.device).unsqueeze(0)
        for name, x in rows.arrays.items()
    }
    shape = (1, len(rows))
    shares = torch.full(shape, 1.0 / len(rows), device=network.tensors.device)
    masks = [torch.ones(*shape, width, device=shares.device) for width in network.trunk.mask_widths]
    evaluated = {name: x.clone() for name, x in network.forward(inputs).items()}
    trained, _ = network.train(inputs, Moment(shares, masks))
    gap = max((trained[name] - evaluated[name]).abs().max().item() for name in trained)
    is_meant_to_differ = plan.normalisation == "batch"
    evidence = f"largest difference of an output between training and evaluation mode {gap:.1e}"
    if is_meant_to_differ:
        evidence += " (batch normalisation is meant to differ)"
    passed = is_meant_to_differ or gap < AGREE
    return SanityCheck("train_equals_eval", passed, evidence, {"difference": gap})


def _loss(plan: Plan, network: BatchedNetwork, rows: Rows) -> float:
    looked_at = evaluation_rows([rows], [None], network.tensors.device)
    losses = plain_losses(plan, network.shape.heads)
    return measured(network, looked_at, losses)["loss"].item()


def _first(rows: Rows, count: int) -> Rows:
    return Rows(
        {name: x[:count] for name, x in rows.inputs.items()},
        {name: x[:count] for name, x in rows.targets.items()},
        rows.weights[:count],
        rows.units[:count],
        {name: x[:count] for name, x in rows.lengths.items()},
    )
