"""Gradients that are too small for float16."""

import pytest
import torch
from torch import Tensor, nn

import etude

from .loops import ROWS, dense, rows

NAME = "gradients lost in half precision"
ALL_LOST, SOME_LOST, USUAL = 1e-7, 3e-6, 1.0  # of the loss, as where it is a mean over much more


def told(number: torch.dtype, part: float, *, scale: float = 0.0, x: Tensor | None = None) -> bool:
    torch.manual_seed(0)
    inputs, y = rows()
    x = inputs if x is None else x
    model, loss = dense(), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu", init_scale=scale or 1.0, enabled=bool(scale))
    with etude.watch(model, optimizer, loss=loss) as doctor:
        for _ in range(8):
            for chosen in torch.randperm(ROWS).split(16):
                optimizer.zero_grad()
                with torch.autocast("cpu", number):
                    outputs = model(x[chosen])
                value = loss(outputs.float(), y[chosen]) / (1 / part)
                scaler.scale(value).backward()
                scaler.step(optimizer)
                scaler.update()
            doctor.epoch()
    return NAME in {one.symptom for one in doctor.findings}


@pytest.mark.parametrize("part", [ALL_LOST, SOME_LOST])
def test_small_gradients_are_lost_where_the_loss_is_not_scaled(part) -> None:
    assert told(torch.float16, part)
    assert not told(torch.float16, part, scale=2.0**16)
    assert not told(torch.bfloat16, part)  # whose numbers reach as far as float32's


def test_gradients_of_the_usual_size_are_kept() -> None:
    assert not told(torch.float16, USUAL)


def test_inputs_that_are_never_there_have_no_gradient_to_lose() -> None:
    x, _ = rows()
    x[:, 2:] = 0.0
    assert not told(torch.float16, USUAL, x=x)


def test_a_loss_that_is_not_seen_may_be_scaled() -> None:
    torch.manual_seed(0)
    x, y = rows()
    model, loss = dense(), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with etude.watch(model, optimizer, loss=loss) as doctor:
        for _ in range(8):
            optimizer.zero_grad()
            with torch.autocast("cpu", torch.float16):
                outputs = model(x)
            value = loss(outputs.float(), y) * ALL_LOST
            torch.autograd.backward([value, value])
            optimizer.step()
            doctor.epoch()
    assert NAME not in {one.symptom for one in doctor.findings}
