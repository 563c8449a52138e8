"""Small loops as people write them, for the doctor to watch."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer

ROWS, COLUMNS, CLASSES = 192, 6, 3


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(COLUMNS, 8, num_layers=2, dropout=0.3, batch_first=True)
        self.head = nn.Linear(8, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.lstm(x)[0][:, -1])


class Attentive(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.2, batch_first=True)
        self.entry = nn.Linear(COLUMNS, 8)
        self.encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.head = nn.Linear(8, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.encoder(self.entry(x)).mean(1))


def dense(*, normalised: bool = False, dropout: float = 0.0) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Linear(COLUMNS, 16)]
    if normalised:
        layers.append(nn.BatchNorm1d(16))
    layers += [nn.ReLU(), nn.Dropout(dropout), nn.Linear(16, CLASSES)]
    return nn.Sequential(*layers)


def rows(*, steps: int = 0) -> tuple[Tensor, Tensor]:
    """Three classes, told by the sum of two columns."""
    generator = torch.Generator().manual_seed(5)
    shape = (ROWS, steps, COLUMNS) if steps else (ROWS, COLUMNS)
    x = torch.randn(shape, generator=generator)
    seen = x.mean(1) * steps**0.5 if steps else x
    total = seen[:, 0] + seen[:, 1]
    return x, (total > -0.6).long() + (total > 0.6).long()


Watching = Callable[[nn.Module, Optimizer], AbstractContextManager[object]]


def trained(
    make: Callable[[], nn.Module],
    optimizer_of: Callable[[nn.Module], Optimizer],
    watching: Watching = lambda model, optimizer: nullcontext(),
    *,
    epochs: int = 3,
    steps: int = 0,
    evaluates: bool = True,
) -> tuple[nn.Module, Tensor]:
    """A loop that draws its own order; gives back the network and the next random number."""
    torch.manual_seed(11)
    model = make()
    optimizer = optimizer_of(model)
    x, y = rows(steps=steps)
    with watching(model, optimizer):
        for _ in range(epochs):
            model.train()
            for chosen in torch.randperm(128).split(16):
                optimizer.zero_grad()
                F.cross_entropy(model(x[chosen]), y[chosen]).backward()
                optimizer.step()
            if evaluates:
                model.eval()
                with torch.no_grad():
                    F.cross_entropy(model(x[128:]), y[128:]).item()
    return model, torch.rand(4)


def adam(model: nn.Module) -> Optimizer:
    return torch.optim.Adam(model.parameters(), lr=0.01)


def sgd(model: nn.Module) -> Optimizer:
    return torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)
