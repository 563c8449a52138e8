"""How fast this machine is: measured seconds against the work that was foretold."""

import time

import torch

from etude.records.plan import Plan
from etude.records.shape import NetworkShape
from etude.records.work import work
from etude.training.group import Group, Stopping
from etude.training.rows import RunRows

SECONDS = 0.3
MEMBERS = 2  # what a trial trains side by side at least, where that pays


def seconds_per_unit(
    plan: Plan, shape: NetworkShape, run: RunRows, *, device: str | torch.device = "cpu"
) -> float:
    """Seconds that one unit of work takes on one core, here and now: about 1e-6.

    Times about 0.3 s of real steps and the foretold rest of an epoch in proportion; nothing
    outside is touched. Blind: what else the machine does a minute later.
    """
    group = Group(plan, shape, [run] * MEMBERS, torch.device(device), Stopping())
    rates = [plan.learning_rate] * MEMBERS
    steps, start, seconds = 0, 0.0, 0.0
    while seconds < SECONDS:
        for batch in group.stepper.batches(1):
            if steps == 3:  # the first steps take memory and load kernels
                start = time.perf_counter()
            group.stepper.gradient(batch)
            group.stepper.update(rates)
            steps += 1
            if steps > 3 and (seconds := time.perf_counter() - start) >= SECONDS:
                break
    foretold = work(plan, shape, len(run.learn), 1, MEMBERS) / group.stepper.steps
    return seconds / ((steps - 3) * foretold)
