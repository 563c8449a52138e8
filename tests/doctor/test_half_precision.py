"""Gradients that are too small for float16."""

import pytest
import torch
from torch import nn

import etude

from .loops import ROWS, dense, rows

NAME = "gradients lost in half precision"


@pytest.mark.parametrize(
    ("number", "is_scaled", "is_whole", "is_told"),
    [
        (torch.float16, False, True, True),
        (torch.float16, True, True, False),
        (torch.bfloat16, False, True, False),  # whose numbers reach as far as float32's
        (torch.float16, False, False, False),  # gradients of the usual size
    ],
)
def test_a_loss_of_small_gradients(number, is_scaled, is_whole, is_told) -> None:
    torch.manual_seed(0)
    x, y = rows()
    model, loss = dense(), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu", enabled=is_scaled)
    of_rows = 10.0**6 if is_whole else 1.0  # a mean over all numbers of a large output, as it were
    with etude.watch(model, optimizer, loss=loss) as doctor:
        for _ in range(8):
            for chosen in torch.randperm(ROWS).split(16):
                optimizer.zero_grad()
                with torch.autocast("cpu", number):
                    outputs = model(x[chosen])
                value = loss(outputs.float(), y[chosen]) / of_rows
                scaler.scale(value).backward()
                scaler.step(optimizer)
                scaler.update()
            doctor.epoch()
    assert (NAME in {one.symptom for one in doctor.findings}) == is_told
