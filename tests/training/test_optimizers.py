"""Optimizers against torch.optim, with one rate for all and with a rate for each member."""

from collections.abc import Callable

import pytest
import torch

from etude.training.optimizers import OPTIMIZERS

REFERENCES: dict[str, Callable[[list[torch.Tensor], float], torch.optim.Optimizer]] = {
    "adam": lambda values, rate: torch.optim.Adam(values, lr=rate),
    "adamw": lambda values, rate: torch.optim.AdamW(values, lr=rate, weight_decay=0.0),
    "sgd": lambda values, rate: torch.optim.SGD(values, lr=rate),
    "momentum": lambda values, rate: torch.optim.SGD(values, lr=rate, momentum=0.9),
    "rmsprop": lambda values, rate: torch.optim.RMSprop(values, lr=rate),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("rates", [(0.01, 0.01, 0.01), (0.01, 0.005, 0.01)])
def test_steps_are_pytorchs(name: str, rates: tuple[float, ...]) -> None:
    weights = torch.randn(3, 20)
    rows = [row.clone().requires_grad_() for row in weights]
    references = [REFERENCES[name]([row], rate) for row, rate in zip(rows, rates, strict=True)]
    optimizer = OPTIMIZERS[name](weights)
    for _ in range(5):
        gradient = torch.randn(3, 20)
        optimizer.step(weights, gradient, rates)
        for row, own, reference in zip(rows, gradient, references, strict=True):
            row.grad = own.clone()
            reference.step()
    torch.testing.assert_close(weights, torch.stack([row.detach() for row in rows]))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_select_keeps_a_members_memory(name: str) -> None:
    weights, gradients = torch.randn(3, 20), torch.randn(4, 3, 20)
    alone, whole, part = weights[1:2].clone(), OPTIMIZERS[name](weights), None
    part = OPTIMIZERS[name](alone)
    for gradient in gradients[:3]:
        whole.step(weights, gradient, [0.01] * 3)
        part.step(alone, gradient[1:2], [0.01])
    whole.select(torch.tensor([1]))
    rest = weights[1:2].clone()
    whole.step(rest, gradients[3][1:2], [0.01])
    part.step(alone, gradients[3][1:2], [0.01])
    torch.testing.assert_close(rest, alone)
