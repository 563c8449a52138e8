"""How fast this machine is: measured seconds against the work that was foretold."""

import time
from collections.abc import Iterator

import torch

from etude.records.plan import Plan
from etude.records.shape import NetworkShape
from etude.records.work import work
from etude.training.group import Group, Stopping
from etude.training.rows import RunRows

WINDOWS, WINDOW_SECONDS = 5, 0.08
WARM_STEPS = 3  # take memory and load kernels
MEMBERS = 2  # what a trial trains side by side at least, where that pays


def seconds_per_unit(
    plan: Plan, shape: NetworkShape, run: RunRows, *, device: str | torch.device = "cpu"
) -> float:
    """Seconds that one unit of work takes on one core, here and now: about 1e-6.

    Times real steps in five windows of 0.08 s and takes the fastest: another program's busy
    moment says nothing about this machine. Nothing outside is touched.
    Blind: what else the machine does a minute later.
    """
    group = Group(plan, shape, [run] * MEMBERS, torch.device(device), Stopping())
    steps = _endless_steps(group, plan.learning_rate)
    for _ in range(WARM_STEPS):
        next(steps)
    fastest = min(_window(steps) for _ in range(WINDOWS))
    return fastest * group.stepper.steps / work(plan, shape, len(run.learn), 1, MEMBERS)


def _endless_steps(group: Group, rate: float) -> Iterator[None]:
    while True:
        for batch in group.stepper.batches(1):
            group.stepper.gradient(batch)
            group.stepper.update([rate] * MEMBERS)
            yield


def _window(steps: Iterator[None]) -> float:
    """Seconds of one step, over steps that fill a window."""
    start, seconds, count = time.perf_counter(), 0.0, 0
    while seconds < WINDOW_SECONDS:
        next(steps)
        count += 1
        seconds = time.perf_counter() - start
    return seconds / count
