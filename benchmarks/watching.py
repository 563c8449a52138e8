"""What ``etude.watch`` costs a training loop, beside the same loop alone, in turns.

``python -m benchmarks.watching`` prints a table and writes docs/results/watching.md; ``--quick``
only shows that it runs. Each case trains the same hand-written loop with and without the watch,
epoch by epoch in turns, many times; the overhead is the median of the trainings' paired ratios.
Processor time is taken, of one thread, and both of a pair share the minute: on a machine that
others use too, a clock, or one training after the other, tells of them as well.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from statistics import median

import torch
from torch import Tensor, nn

import etude
from benchmarks.written import write_result

RESULT = Path(__file__).parents[1] / "docs" / "results" / "watching.md"
ROUNDS, QUICK_ROUNDS = 21, 3
BATCH, EPOCHS, QUICK_EPOCHS = 32, 10, 3


class Recurrent(nn.Module):
    """An LSTM over 40 steps of 8 signals."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(8, 64, batch_first=True)
        self.head = nn.Linear(64, 4)

    def forward(self, x: Tensor) -> Tensor:  # (B, T, C)
        outputs, _ = self.lstm(x)
        return self.head(outputs[:, -1])


def tiny() -> nn.Module:
    return nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 4))


def middling() -> nn.Module:
    hidden = [nn.Linear(50, 256), nn.ReLU(), nn.Dropout(0.2), nn.Linear(256, 256), nn.ReLU()]
    return nn.Sequential(*hidden, nn.Linear(256, 4))


def convolutional() -> nn.Module:
    first = [nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)]
    second = [nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*first, *second, nn.Flatten(), nn.Linear(16 * 16, 4))


# name, network, shape of a row, rows, overhead that is allowed.
CASES: tuple[tuple[str, Callable[[], nn.Module], tuple[int, ...], int, float], ...] = (
    ("tiny: 10-32-4", tiny, (10,), 3_200, 0.15),
    ("middling: 50-256-256-4", middling, (50,), 6_400, 0.05),
    ("small convolution: 16 x 16", convolutional, (1, 16, 16), 1_600, 0.05),
    ("LSTM: 40 steps, 64 units", Recurrent, (40, 8), 960, 0.05),
)


def training(
    make: Callable[[], nn.Module], x: Tensor, y: Tensor, epochs: int, is_watched: bool
) -> Iterator[float]:
    """Processor seconds of each epoch with its evaluation; the last number is the watch's end."""
    torch.manual_seed(0)
    model, loss_of, cut = make(), nn.CrossEntropyLoss(), len(x) * 4 // 5
    optimizer = torch.optim.Adam(model.parameters())
    start = time.process_time()
    with etude.watch(model, optimizer, loss=loss_of) if is_watched else nullcontext():
        for _ in range(epochs):
            model.train()
            for chosen in torch.randperm(cut).split(BATCH):
                optimizer.zero_grad()
                loss_of(model(x[chosen]), y[chosen]).backward()
                optimizer.step()
            model.eval()
            with torch.no_grad():
                loss_of(model(x[cut:]), y[cut:]).item()
            yield time.process_time() - start
            start = time.process_time()
    yield time.process_time() - start


def pair(
    make: Callable[[], nn.Module], x: Tensor, y: Tensor, epochs: int, *, watched_first: bool
) -> tuple[float, float]:
    """Processor seconds alone and watched; who goes first takes turns from epoch to epoch."""
    one, other = (training(make, x, y, epochs, is_watched) for is_watched in (False, True))
    alone = watched = 0.0
    for epoch in range(epochs + 1):
        if (epoch % 2 == 0) is watched_first:
            watched += next(other)
            alone += next(one)
        else:
            alone += next(one)
            watched += next(other)
    return alone, watched


def measured(
    make: Callable[[], nn.Module], shape: tuple[int, ...], rows: int, rounds: int, epochs: int
) -> tuple[float, list[float]]:
    """Processor seconds alone (median), and the paired ratios; the first pair warms up."""
    torch.manual_seed(1)
    x = torch.randn(rows, *shape)
    y = torch.randint(0, 4, (rows,))
    pairs = [pair(make, x, y, epochs, watched_first=turn % 2 == 0) for turn in range(rounds + 1)]
    return median(alone for alone, _ in pairs[1:]), sorted(
        watched / alone for alone, watched in pairs[1:]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few rounds, nothing written")
    is_quick = parser.parse_args().quick
    torch.set_num_threads(1)
    rounds, epochs = (QUICK_ROUNDS, QUICK_EPOCHS) if is_quick else (ROUNDS, EPOCHS)
    lines = [
        "| network | alone, ms | overhead, median | half of the pairs lie in | allowed | kept |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, make, shape, rows, allowed in CASES:
        seconds, ratios = measured(make, shape, rows, rounds, epochs)
        low, middle, high = (ratios[round(q * (rounds - 1))] - 1 for q in (0.25, 0.5, 0.75))
        kept = "yes" if middle <= allowed else "**no**"
        lines.append(
            f"| {name} | {1000 * seconds:.0f} | {100 * middle:.1f} % | {100 * low:.1f} to"
            f" {100 * high:.1f} % | {100 * allowed:.0f} % | {kept} |"
        )
    notes = (
        f"Adam, batches of {BATCH}, {epochs} epochs, each with an evaluation that the watch sees;"
        f" {rounds} pairs, epoch by epoch in turns; processor time of one thread."
    )
    if is_quick:
        print("\n".join([notes, "", *lines]))
    else:
        write_result(RESULT, "What watching costs", "\n".join(lines), notes)


if __name__ == "__main__":
    main()
