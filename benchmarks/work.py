"""How well the work formula foretells measured epochs, and its coefficients fitted anew.

``python benchmarks/work.py [tables | sequences]`` prints each case and the fitted COSTS. Those of
sequence models are fitted on top of those of tables, which stay as they are.
"""

import itertools
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

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
HEADS = (Head("y", "classes", 2),)
TEXT = NetworkShape((InputShape("text", "tokens", 1, (5000,), 48),), HEADS)
SHORT = NetworkShape((InputShape("text", "tokens", 1, (1000,), 16),), HEADS)
LONG = NetworkShape((InputShape("text", "tokens", 1, (20_000,), 256),), HEADS)
SERIES = NetworkShape((InputShape("series", "series", 6, (), 96),), HEADS)
MODELS = ("bag", "convolution", "rnn", "lstm", "gru", "transformer")
ROUNDS = 5

Case = tuple[Plan, NetworkShape, int, int]


def sequence_cases() -> list[Case]:
    """Models x lengths, and what makes them larger: width, layers, both ways, batch."""
    plain: list[Case] = [
        (Plan(sequence_model=model), shape, rows, 1)
        for model, (shape, rows) in itertools.product(
            MODELS, ((SHORT, 512), (TEXT, 512), (SERIES, 256), (LONG, 128))
        )
    ]
    changes: tuple[dict[str, Any], ...] = (
        {"sequence_width": 128, "token_width": 128},
        {"sequence_width": 32, "token_width": 32},
        {"sequence_layers": 2, "bidirectional": True},
        {"batch_size": 128},
        {"patch": 4, "kernel": 9},
    )
    changed: list[Case] = [
        (Plan(sequence_model=model, **change), shape, 384, 1)
        for model, change, shape in itertools.product(MODELS, changes, (TEXT, SERIES))
    ]
    return plain + changed


def table_cases() -> list[Case]:
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
    inputs = {one.name: _made(one, count, generator) for one in shape.inputs}
    targets = {"y": generator.integers(0, 2, count)}
    lengths = {one.name: np.full(count, one.steps) for one in shape.inputs if one.steps}
    return Rows(inputs, targets, np.ones(count, np.float32), np.arange(count), lengths)


def _made(one: InputShape, count: int, generator: np.random.Generator) -> np.ndarray:
    if one.kind == "categories":
        return generator.integers(0, one.cardinalities, (count, one.width))
    if one.kind == "tokens":
        return generator.integers(3, one.cardinalities[0], (count, one.steps))
    size = (count, one.steps, one.width) if one.kind == "series" else (count, one.width)
    return generator.standard_normal(size).astype(np.float32)


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


def parts(case: Case, names: Sequence[str]) -> np.ndarray:
    """The formula's value with one cost at 1 and the others at 0, for each of these costs."""
    (plan, shape, rows, runs), kept, values = case, dict(formula.COSTS), []
    for name in names:
        formula.COSTS.update({other: float(other == name) for other in kept})
        values.append(formula.work(plan, shape, rows, 1, runs))
    formula.COSTS.update(kept)
    return np.array(values)


def fitted(design: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Costs of at least 0 with the least squared error, by projected descent."""
    scale = np.maximum(np.linalg.norm(design, axis=0), 1e-30)
    scaled = design / scale
    costs, rate = np.full(len(scale), 0.1), 1.0 / np.linalg.norm(scaled, 2) ** 2
    for _ in range(200_000):
        costs = np.maximum(0.0, costs - rate * scaled.T @ (scaled @ costs - wanted))
    return costs / scale


def main() -> None:
    """Measure, compare, fit."""
    torch.set_num_threads(1)
    of_sequences = sys.argv[1:] == ["sequences"]
    start = list(formula.COSTS).index("sequence")
    names = list(formula.COSTS)[start:] if of_sequences else list(formula.COSTS)[:start]
    cases = sequence_cases() if of_sequences else table_cases()
    seen = [(case, measured(*case)) for case in cases]
    for (plan, shape, rows, runs), took in seen:
        told = formula.work(plan, shape, rows, 1, runs)
        kinds = ", ".join(f"{one.kind} {one.steps or one.width}" for one in shape.inputs)
        print(f"{took / told:5.2f}  {took:9.0f} us  {runs} runs {rows} rows of {kinds} "
              f"{plan.content()}", flush=True)  # fmt: skip
    ratios = [took / formula.work(*case[:3], 1, case[3]) for case, took in seen]
    inside = np.mean([0.67 < ratio / statistics.median(ratios) < 1.5 for ratio in ratios])
    print(f"measured / foretold: median {statistics.median(ratios):.2f}, "
          f"{inside:.0%} of {len(ratios)} within a factor of 1.5 of that")  # fmt: skip
    fit(seen, names)


def fit(seen: Sequence[tuple[Case, float]], names: Sequence[str]) -> None:
    """Print these costs fitted anew, the others as they are."""
    took = np.array([seconds for _, seconds in seen])
    design = np.stack([parts(case, names) for case, _ in seen])
    known = np.array([formula.COSTS[name] for name in names])
    rest = np.array([formula.work(*case[:3], 1, case[3]) for case, _ in seen]) - design @ known
    costs = fitted(design / took[:, None], 1.0 - rest / took)
    told = (design @ costs + rest) / took
    print("fitted:", {k: float(f"{v:.3g}") for k, v in zip(names, costs, strict=True)})
    print(f"after fitting: {told.min():.2f} to {told.max():.2f} of what was measured")


if __name__ == "__main__":
    main()
