"""The README's lines on loops of one's own run as they stand."""

import re
from pathlib import Path

import pytest
import torch
from torch import nn

README = Path(__file__).parents[2] / "README.md"


def test_the_lines_on_a_loop_of_one_s_own(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    (lines,) = (one for one in blocks if "etude.watch(" in one)
    torch.manual_seed(0)
    x, x_validation = torch.randn(200, 4), torch.randn(100, 4)
    y, y_validation = (x[:, 0] > 0).long(), (x_validation[:, 0] > 0).long()
    model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2), nn.Softmax(1))
    optimizer, loss = torch.optim.Adam(model.parameters(), lr=0.01), nn.CrossEntropyLoss()

    def train(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        for _ in range(3):
            for rows in torch.randperm(200).split(20):
                optimizer.zero_grad()
                loss(model(x[rows]), y[rows]).backward()
                optimizer.step()

    named = {"inputs": x[:32], "targets": y[:32], "train": train, "loss": loss}
    rows = {"x": x, "y": y, "x_validation": x_validation, "y_validation": y_validation}
    exec(lines, {"model": model, "optimizer": optimizer, **named, **rows})
    said = capsys.readouterr().out
    assert said.count("Begin with 'softmax before cross-entropy'") == 2  # before and after
