"""Plain networks that read steps, as yardsticks for networks that read sequences."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from etude.doctor.undisturbed import same_random_numbers

FILTERS, KERNELS = (32, 64, 32), (7, 5, 3)
WIDTH = 64  # of the recurrent network
RATE, RECURRENT_RATE, BATCH = 0.001, 0.003, 32
EPOCHS, FEWEST_EPOCHS, PATIENCE = 60, 10, 10
MOST_STEPS = 2_000_000  # of all rows together: more take many minutes
STEPS_READ = 20_000_000  # in a training, where that is more than the fewest epochs
PIECE = 512  # rows answered at a time
STOPPING_SHARE, FEWEST_TO_STOP = 0.1, 200  # of the rows, by which it stops early; rows at least

Array = npt.NDArray[Any]


class PlainReader:
    """Fits rows of steps as scikit-learn's models do, by Adam.

    In: sides: steps and signals of a row. classes: of the targets, 0 for numbers. network: makes
        what reads [rows, signals, steps], of so many signals, to so many outputs. rate: of Adam.
    """

    def __init__(
        self,
        sides: tuple[int, int],
        classes: int,
        network: Callable[[int, int], nn.Module],
        rate: float = RATE,
    ) -> None:
        self.sides, self.classes, self.network, self.rate = sides, classes, network, rate
        self.classes_ = np.arange(classes)
        self._centre, self._width = 0.0, 1.0

    def fit(self, rows: Array, targets: Array) -> "PlainReader":
        """In: rows float64 [rows, steps x signals], scaled; targets int64 or float64 [rows]."""
        with same_random_numbers(), torch.enable_grad():
            torch.default_generator.manual_seed(0)  # and no other device's
            self._fit(self._signals(rows), self._wanted(targets))
        return self

    def predict(self, rows: Array) -> Array:
        """Numbers, float64 [rows]."""
        answers: Array = self._answers(rows)[:, 0].double().numpy()
        return answers * self._width + self._centre

    def predict_proba(self, rows: Array) -> Array:
        """Probabilities, float64 [rows, classes]."""
        shares: Array = self._answers(rows).double().softmax(1).numpy()
        return shares

    def _signals(self, rows: Array) -> Tensor:
        """[rows, signals, steps]."""
        return torch.from_numpy(rows).float().reshape(-1, *self.sides).transpose(1, 2).contiguous()

    def _wanted(self, targets: Array) -> Tensor:
        if self.classes:
            return torch.from_numpy(targets).long()
        self._centre, self._width = float(np.mean(targets)), float(np.std(targets)) or 1.0
        return torch.from_numpy((targets - self._centre) / self._width).float()

    def _loss(self, outputs: Tensor, wanted: Tensor) -> Tensor:
        if self.classes:
            return F.cross_entropy(outputs, wanted)
        return F.mse_loss(outputs[:, 0], wanted)

    def _fit(self, signals: Tensor, wanted: Tensor) -> None:
        self._network = self.network(self.sides[1], self.classes or 1)
        optimizer = torch.optim.Adam(self._network.parameters(), self.rate)
        order = torch.randperm(len(wanted))
        held = round(STOPPING_SHARE * len(wanted)) if len(wanted) >= FEWEST_TO_STOP else 0
        aside, learned = order[:held], order[held:]
        best, since, kept = math.inf, 0, self._copied()
        steps = len(learned) * self.sides[0]
        for _ in range(min(EPOCHS, max(FEWEST_EPOCHS, STEPS_READ // max(steps, 1)))):
            self._network.train()
            for rows in torch.split(learned[torch.randperm(len(learned))], BATCH):
                if len(rows) < 2:  # batch normalisation needs two
                    continue
                optimizer.zero_grad()
                self._loss(self._network(signals[rows]), wanted[rows]).backward()  # type: ignore[no-untyped-call]
                optimizer.step()
            if not held:
                continue
            self._network.eval()
            with torch.no_grad():
                now = float(self._loss(self._network(signals[aside]), wanted[aside]))
            since += 1
            if now < best:
                best, since, kept = now, 0, self._copied()
            if since >= PATIENCE:
                break
        if held:
            self._network.load_state_dict(kept)

    def _copied(self) -> dict[str, Tensor]:
        return {name: one.clone() for name, one in self._network.state_dict().items()}

    @torch.no_grad()
    def _answers(self, rows: Array) -> Tensor:
        network, signals = self._network.eval(), self._signals(rows)
        return torch.cat([network(piece) for piece in torch.split(signals, PIECE)])


def convolution(signals: int, outputs: int) -> nn.Module:
    """Three layers of convolution, batch normalisation and ReLU, the mean over the steps, one dense
    layer: the network of Wang et al. 2017 (Time series classification from scratch: a strong
    baseline), a quarter as wide."""
    parts: list[nn.Module] = []
    for filters, kernel in zip(FILTERS, KERNELS, strict=True):
        parts += [
            nn.Conv1d(signals, filters, kernel, padding=kernel // 2, bias=False),
            nn.BatchNorm1d(filters),
            nn.ReLU(),
        ]
        signals = filters
    return nn.Sequential(*parts, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(signals, outputs))


def recurrent(signals: int, outputs: int) -> nn.Module:
    """An LSTM of 64 units, and a dense layer on its last state."""
    return _Recurrent(signals, outputs)


class _Recurrent(nn.Module):
    def __init__(self, signals: int, outputs: int) -> None:
        super().__init__()
        self.memory = nn.LSTM(signals, WIDTH, batch_first=True)
        self.last = nn.Linear(WIDTH, outputs)

    def forward(self, signals: Tensor) -> Tensor:
        states, _ = self.memory(signals.transpose(1, 2))
        last: Tensor = self.last(states[:, -1])
        return last
