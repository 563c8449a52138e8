"""A batch that does not fit is halved; what is no lack of memory is not swallowed."""

import pytest
import torch

from etude.records.plan import Plan
from etude.training.memory import with_fitting_batch

PLAN = Plan(batch_size=256)


def fitting(most: int, error: type[RuntimeError], words: str):
    def train(plan: Plan) -> int:
        if plan.batch_size > most:
            raise error(words)
        return plan.batch_size

    return train


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (torch.OutOfMemoryError, "CUDA out of memory."),
        (RuntimeError, "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
    ],
    ids=["accelerator", "processor"],
)
def test_halved_until_it_fits(error: type[RuntimeError], words: str) -> None:
    plan, trained = with_fitting_batch(PLAN, fitting(100, error, words))
    assert plan.batch_size == trained == 64
    with pytest.raises(error):
        with_fitting_batch(PLAN, fitting(4, error, words))


def test_another_error_is_no_reason_to_halve() -> None:
    with pytest.raises(RuntimeError, match="shapes"):
        with_fitting_batch(PLAN, fitting(100, RuntimeError, "shapes do not match"))
