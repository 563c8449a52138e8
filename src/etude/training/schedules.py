"""Schedules: what share of a member's rate is in force."""

import math
from collections.abc import Callable

from etude.records.plan import Plan

PLATEAU_FACTOR = 0.5
LOWEST_RATE = 1e-7

# The share in an epoch (from 1). Halving on a plateau is each member's own: see standing.py.
_OVER_EPOCHS: dict[str, Callable[[Plan, int], float]] = {
    "constant": lambda plan, epoch: 1.0,
    "reduce_on_plateau": lambda plan, epoch: 1.0,
    "cosine": lambda plan, epoch: 0.5 * (1.0 + math.cos(math.pi * (epoch - 1) / plan.epochs)),
}


def rate_share(plan: Plan, epoch: int, step: int) -> float:
    """Share of the rate in the given epoch (from 1) and step (from 1, counted from the start)."""
    rise = min(1.0, step / plan.warmup_steps) if plan.warmup_steps else 1.0
    return rise * _OVER_EPOCHS[plan.schedule](plan, epoch)
