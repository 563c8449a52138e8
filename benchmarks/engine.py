"""The engine beside a hand-written PyTorch loop, doing the same work, one after the other in turns.

``python benchmarks/engine.py`` prints a table and writes docs/results/engine.md.

The work: a network 20-128-64-2 with ReLU and dropout 0.2 after the second hidden layer, Adam,
cross-entropy; every epoch trains on all rows in a new order, then measures the loss of 4,096
training rows and of all validation rows. Our side includes everything that ``train`` does.
One thread on one core.
"""

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import torch
from torch import nn

from etude.data.rows import Rows
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape
from etude.training import RunRows, train

COLUMNS, LEARN, STOP, SAMPLE = 20, 16_384, 2_048, 4_096
SHAPE = NetworkShape((InputShape("numbers", "numbers", COLUMNS),), (Head("label", "classes", 2),))
CASES = ((32, 1, 1.8), (256, 1, 1.8), (1024, 1, 1.8), (32, 5, 5.0), (32, 8, 5.0))
RESULT = Path(__file__).parents[1] / "docs" / "results" / "engine.md"


def made_rows(count: int, seed: int) -> Rows:
    """Rows with a label that depends on a product of two columns."""
    generator = np.random.default_rng(seed)
    x = generator.standard_normal((count, COLUMNS)).astype(np.float32)
    label = (x[:, 0] * x[:, 1] + 0.5 * x[:, 2] > 0).astype(np.int64)
    ones = np.ones(count, dtype=np.float32)
    return Rows({"numbers": x}, {"label": label}, ones, np.arange(count), {})


def by_hand(learn: Rows, stop: Rows, batch_size: int, epochs: int) -> None:
    """What a practitioner writes: tensors in memory, shuffled indices, Adam as it comes."""
    x, y = torch.from_numpy(learn.inputs["numbers"]), torch.from_numpy(learn.targets["label"])
    stop_x, stop_y = (
        torch.from_numpy(stop.inputs["numbers"]),
        torch.from_numpy(stop.targets["label"]),
    )
    hidden = [nn.Linear(COLUMNS, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU()]
    network = nn.Sequential(*hidden, nn.Dropout(0.2), nn.Linear(64, 2))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    loss_of = nn.CrossEntropyLoss()
    for _ in range(epochs):
        network.train()
        order = torch.randperm(len(x))
        for start in range(0, len(x), batch_size):
            chosen = order[start : start + batch_size]
            optimizer.zero_grad()
            loss_of(network(x[chosen]), y[chosen]).backward()
            optimizer.step()
        network.eval()
        with torch.no_grad():
            loss_of(network(x[:SAMPLE]), y[:SAMPLE]).item()
            loss_of(network(stop_x), stop_y).item()


def by_etude(learn: Rows, stop: Rows, batch_size: int, epochs: int, runs: int) -> None:
    """The same through ``train``, which also records curves and probes and keeps the best."""
    plan = Plan(hidden=(128, 64), dropout=0.2, batch_size=batch_size, epochs=epochs)
    train(plan, SHAPE, [RunRows(seed, "hold-out", learn, stop, None, {}) for seed in range(runs)])


def seconds(work: Callable[[], None]) -> float:
    """Wall clock of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compared(batch_size: int, runs: int, epochs: int, rounds: int) -> tuple[float, float]:
    """Median microseconds a network and step: (by hand, ours), measured in turns."""
    learn, stop = made_rows(LEARN, 0), made_rows(STOP, 1)
    hand, ours = [], []
    for _ in range(rounds + 1):
        hand.append(seconds(lambda: by_hand(learn, stop, batch_size, epochs)))
        ours.append(seconds(lambda: by_etude(learn, stop, batch_size, epochs, runs)))
    steps = epochs * -(-LEARN // batch_size) / 1e6
    return statistics.median(hand[1:]) / steps, statistics.median(ours[1:]) / steps / runs


def main() -> None:
    """Measure every case, print the table and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--epochs", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(1)
    lines = [
        "| batch | networks | by hand, us a step | ours, us a network and step | ratio | target |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for batch_size, runs, target in CASES:
        epochs = options.epochs * max(1, batch_size // 128)
        hand, ours = compared(batch_size, runs, epochs, options.rounds)
        lines.append(
            f"| {batch_size} | {runs} | {hand:.0f} | {ours:.0f} | {hand / ours:.2f} | {target} |"
        )
        print(lines[-1], flush=True)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(report(lines, options.rounds))
    print(RESULT.read_text())


def report(lines: list[str], rounds: int) -> str:
    """The result file."""
    load = f"load of the machine {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"
    machine = f"{platform.processor() or platform.machine()}, one thread, {load}"
    versions = f"Python {platform.python_version()}, torch {torch.__version__}"
    head = f"# The engine beside a hand-written loop\n\n{machine}; {versions}; {date.today()}.\n"
    how = (
        f"Medians of {rounds} rounds in turns, after one to warm up. `python benchmarks/engine.py`"
    )
    return "\n".join([head, *lines, "", how, "", __doc__.split("\n\n", 2)[2].strip(), ""])


if __name__ == "__main__":
    main()
