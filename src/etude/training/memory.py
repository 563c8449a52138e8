"""Training in as much memory as there is: a batch that does not fit is halved."""

from collections.abc import Callable
from typing import TypeVar

import torch

from etude.records.plan import Plan

T = TypeVar("T")

SMALLEST_BATCH = 8


def with_fitting_batch(plan: Plan, train: Callable[[Plan], T]) -> tuple[Plan, T]:
    """The plan that fitted, and what ``train`` made of it: its batch is halved, down to 8 rows,
    for as long as the memory of the device does not hold it.

    Raises: what training raised, where it is no lack of memory or the smallest batch does not fit.
    """
    while True:
        try:
            return plan, train(plan)
        except RuntimeError as error:
            if not is_lack_of_memory(error) or plan.batch_size <= SMALLEST_BATCH:
                raise
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        plan = plan.changed(batch_size=max(plan.batch_size // 2, SMALLEST_BATCH))


def is_lack_of_memory(error: RuntimeError) -> bool:
    """Whether the device, or the processor's allocator, had no memory left."""
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
