"""Which runs share one batched network: a pure function of the plan, the shape and the rows.

Sums inside a batched product depend on its layout in the last bits, so the layout belongs to a
run's identity.
"""

from collections.abc import Sequence
from itertools import pairwise

from etude.records.plan import Plan
from etude.records.shape import NetworkShape
from etude.records.work import members_side_by_side
from etude.training.order import steps_per_epoch


def groups(plan: Plan, shape: NetworkShape, counts: Sequence[int]) -> list[tuple[int, ...]]:
    """Runs (by place) that are trained together; ``counts`` holds each run's learn rows.

    Only runs with equally many steps an epoch go together, and groups of one kind are about
    equally large: 20 runs become 10 + 10, not 16 + 4.
    """
    by_steps: dict[int, list[int]] = {}
    for run, count in enumerate(counts):
        by_steps.setdefault(steps_per_epoch(count, plan.batch_size), []).append(run)
    largest = members_side_by_side(plan, shape, max(counts))
    return [group for runs in by_steps.values() for group in _even(runs, largest)]


def _even(runs: Sequence[int], largest: int) -> list[tuple[int, ...]]:
    parts = -(-len(runs) // largest)
    bounds = [len(runs) * part // parts for part in range(parts + 1)]
    return [tuple(runs[a:b]) for a, b in pairwise(bounds)]
