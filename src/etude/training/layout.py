"""Which runs share one batched network: a pure function of the plan and the rows.

Measured on one CPU core, microseconds a network and step (20-128-64-2): batch 32 gives 300 alone,
110 with 8 members, 90 with 16; batch 256 gives 700 alone, 560 with 2, 550 with 8; above that
nothing is gained. Sums inside a batched product depend on its layout in the last bits, so the
layout belongs to a run's identity.
"""

from collections.abc import Sequence

from etude.records.plan import Plan
from etude.training.order import steps_per_epoch

SMALL_BATCH, MIDDLE_BATCH = 64, 256
MANY, FEW = 16, 4


def members_at_most(plan: Plan) -> int:
    """Networks that are worth computing side by side."""
    if plan.batch_size <= SMALL_BATCH:
        return MANY
    return FEW if plan.batch_size <= MIDDLE_BATCH else 1


def groups(plan: Plan, counts: Sequence[int]) -> list[tuple[int, ...]]:
    """Runs (by place) that are trained together; ``counts`` holds each run's learn rows.

    Only runs with equally many steps an epoch go together, and groups of one kind are about
    equally large: 20 runs become 10 + 10, not 16 + 4.
    """
    by_steps: dict[int, list[int]] = {}
    for run, count in enumerate(counts):
        by_steps.setdefault(steps_per_epoch(count, plan.batch_size), []).append(run)
    largest = members_at_most(plan)
    return [group for runs in by_steps.values() for group in _even(runs, largest)]


def _even(runs: Sequence[int], largest: int) -> list[tuple[int, ...]]:
    parts = -(-len(runs) // largest)
    bounds = [len(runs) * part // parts for part in range(parts + 1)]
    return [tuple(runs[a:b]) for a, b in zip(bounds, bounds[1:], strict=False)]
