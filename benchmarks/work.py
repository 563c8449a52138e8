"""How well the work formula foretells measured epochs, and its coefficients fitted anew.

``python benchmarks/work.py`` prints each case and the fitted COSTS.
"""

import itertools
import statistics
import time

import numpy as np
import torch

from etude.data.rows import Rows
from etude.records import work as formula
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape
from etude.training.group import Group, Stopping
from etude.training.rows import RunRows

NUMBERS = NetworkShape((InputShape("numbers", "numbers", 20),), (Head("y", "classes", 2),))
MIXED = NetworkShape(
    (
        InputShape("numbers", "numbers", 6),
        InputShape("categories", "categories", 8, (9, 16, 7, 15, 6, 5, 2, 42)),
    ),
    (Head("y", "classes", 2),),
)
ROUNDS = 5


def cases() -> list[tuple[Plan, NetworkShape, int, int]]:
    """(Plan, shape, rows, runs): widths x batches x members, and every costly setting."""
    wide = itertools.product(((32,), (64,), (128, 64), (256, 256)), (32, 128, 512), (1, 5))
    plain = [
        (Plan(hidden=hidden, batch_size=batch, dropout=0.2), NUMBERS, 4096, runs)
        for hidden, batch, runs in wide
    ]
    base = Plan(hidden=(64, 64), dropout=0.2)
    changes = [
        {"normalisation": "batch"},
        {"normalisation": "layer"},
        {"number_encoding": "periodic"},
        {"category_encoding": "one_hot"},
        {"batch_size": 256},
        {"normalisation": "batch", "batch_size": 256},
    ]
    other = [
        (base.changed(**change), shape, rows, runs)
        for change, shape, rows, runs in itertools.product(
            changes, (NUMBERS, MIXED), (800,), (1, 8)
        )
    ]
    return plain + other


def made_rows(shape: NetworkShape, count: int) -> Rows:
    """Random rows of this shape."""
    generator = np.random.default_rng(0)
    inputs = {
        one.name: generator.integers(0, one.cardinalities, (count, one.width))
        if one.cardinalities
        else generator.standard_normal((count, one.width)).astype(np.float32)
        for one in shape.inputs
    }
    targets = {"y": generator.integers(0, 2, count)}
    return Rows(inputs, targets, np.ones(count, np.float32), np.arange(count), {})


def measured(plan: Plan, shape: NetworkShape, rows: int, runs: int) -> float:
    """Microseconds of one epoch of all runs, the best of a few."""
    learn, stop = made_rows(shape, rows), made_rows(shape, int(rows * formula.STOP_SHARE))
    given = [RunRows(seed, "hold-out", learn, stop, None, {}) for seed in range(runs)]
    long = plan.changed(epochs=1000, patience=1000)
    group = Group(long, shape, given, torch.device("cpu"), Stopping())
    group.train_epoch()
    return min(_seconds(group) for _ in range(ROUNDS)) * 1e6


def _seconds(group: Group) -> float:
    start = time.perf_counter()
    group.train_epoch()
    return time.perf_counter() - start


def parts(plan: Plan, shape: NetworkShape, rows: int, runs: int) -> np.ndarray:
    """The formula's value with one cost at 1 and the others at 0, for each cost."""
    kept, values = dict(formula.COSTS), []
    for name in kept:
        formula.COSTS.update({other: float(other == name) for other in kept})
        values.append(formula.work(plan, shape, rows, 1, runs))
    formula.COSTS.update(kept)
    return np.array(values)


def fitted(design: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Costs of at least 0 with the least squared relative error, by projected descent."""
    relative = design / seconds[:, None]
    scale = np.linalg.norm(relative, axis=0)
    scaled = relative / scale
    costs, rate = np.full(len(scale), 0.1), 1.0 / np.linalg.norm(scaled, 2) ** 2
    for _ in range(200_000):
        costs = np.maximum(0.0, costs - rate * scaled.T @ (scaled @ costs - 1.0))
    return costs / scale


def main() -> None:
    """Measure, compare, fit."""
    torch.set_num_threads(1)
    seen = [(case, measured(*case)) for case in cases()]
    for (plan, shape, rows, runs), took in seen:
        told = formula.work(plan, shape, rows, 1, runs)
        print(f"{took / told:5.2f}  {took:9.0f} us  {runs} runs {rows} rows {plan.content()}")
    ratios = [took / formula.work(*case[:3], 1, case[3]) for case, took in seen]
    inside = np.mean([0.67 < ratio / statistics.median(ratios) < 1.5 for ratio in ratios])
    print(f"measured / foretold: median {statistics.median(ratios):.2f}, "
          f"{inside:.0%} of {len(ratios)} within a factor of 1.5 of that")  # fmt: skip
    design = np.stack([parts(*case) for case, _ in seen])
    costs = fitted(design, np.array([took for _, took in seen]))
    error = design @ costs / np.array([took for _, took in seen])
    print("fitted:", {k: float(f"{v:.3g}") for k, v in zip(formula.COSTS, costs, strict=True)})
    print(f"after fitting: {error.min():.2f} to {error.max():.2f} of what was measured")


if __name__ == "__main__":
    main()
