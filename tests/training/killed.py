"""Trains with a checkpoint after every epoch; run by test_checkpoint in a process of its own.

``python killed.py CHECKPOINT RESULT [N]`` kills itself after N reports.
"""

import os
import signal
import sys
from pathlib import Path

import numpy as np
import torch

from etude.data.rows import Rows
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape
from etude.training import EpochReport, RunRows, checkpoint, train

SHAPE = NetworkShape((InputShape("numbers", "numbers", 2),), (Head("y", "classes", 2),))
PLAN = Plan(
    hidden=(16, 16),
    normalisation="batch",
    dropout=0.3,
    learning_rate=0.05,
    schedule="reduce_on_plateau",
    plateau_patience=1,
    epochs=14,
    patience=4,
    gradient_clip=0.5,
    l2_penalty=0.001,
    weight_decay=0.01,
)


def noise(count: int, seed: int) -> Rows:
    generator = np.random.default_rng(seed)
    x = generator.standard_normal((count, 2)).astype(np.float32)
    ones = np.ones(count, np.float32)
    return Rows({"numbers": x}, {"y": generator.integers(0, 2, count)}, ones, np.arange(count), {})


def given() -> list[RunRows]:
    """Two groups: the last run makes one step more."""
    sizes = ((1, 150), (2, 150), (3, 149), (4, 170))
    return [RunRows(seed, "x", noise(n, seed), noise(60, 9), None, {}) for seed, n in sizes]


def main(path: str, result: str, kill_after: int) -> None:
    torch.set_num_threads(1)
    checkpoint.SECONDS_BETWEEN_SAVES = 0.0
    told = 0

    def count(report: EpochReport) -> None:
        nonlocal told
        told += 1
        if told == kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    found = train(PLAN, SHAPE, given(), progress=count, checkpoint=Path(path))
    arrays = {f"{k} {name}": x for k, one in enumerate(found) for name, x in one.state.items()}
    arrays |= {f"{k} outputs": one.stop_outputs for k, one in enumerate(found)}
    arrays |= {
        f"{k} {name}": np.array(curve)
        for k, one in enumerate(found)
        for name, curve in vars(one.run.curves).items()
    }
    np.savez(result, told=told, **arrays)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0)
