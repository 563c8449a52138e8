"""How often the exam's interval of a loss, and of the loss saved, holds the truth.

    python -m benchmarks.coverage [--exams 1000]

So many synthetic exams a cell, in worlds whose true score is known (tests/measuring/worlds.py).
Writes docs/results/coverage.md. Two minutes of one core at 1,000 exams; needs no torch, no data.
"""

import argparse
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tests.measuring.worlds import (
    PAIRS,
    WORLDS,
    PairWorld,
    World,
    exams,
    pair_exams,
    true_score,
    true_share,
)

from benchmarks.written import write_result

SIZES = (45, 85, 200, 800, 5_000)
RESULT = Path("docs/results/coverage.md")
NOTES = """{:,} exams a cell, {:.0f} s of one core. Held: intervals of 95 % that held the truth;
below and above: that lay wholly below or above it. High / low: median ratio of the two ends (of the
loss 1 - R2 for R2, of what is left of the yardstick's loss for the share saved); widest: the
largest, inf where the model made no mistake. Remark: exams whose interval named a weak spot, and
how often those held the truth (the share saved has no remark).

Held less than {:.0%}: {}."""
MISSED = 0.93


@dataclass(frozen=True)
class Cell:
    """What the exams of one cell gave; the ends as ratios, high end / low end of the loss.

    under, over:    exams whose whole interval lay below the true score, or above it.
    median, widest: of high end / low end. remarked, held_then: exams with a remark, and those of
    them that held the truth.
    """

    task: str
    errors: str
    rows: int
    exams: int
    under: int
    over: int
    median: float
    widest: float
    remarked: int = 0
    held_then: int = 0

    @property
    def held(self) -> float:
        return 1 - (self.under + self.over) / self.exams


def counted(
    world: World | PairWorld, rows: int, true: float, bounds: Iterable[tuple[float, float, bool]]
) -> Cell:
    """One cell from the low end, the high end and whether there was a remark, exam by exam."""
    low, high, remarked = np.array(list(bounds), dtype=float).T
    held = (low <= true) & (true <= high)
    gain = isinstance(world, PairWorld) or world.task == "r2"  # the loss is 1 - what is shown
    least, most = (1 - high, 1 - low) if gain else (low, high)
    ratio = np.divide(most, least, out=np.full(len(most), np.inf), where=least > 0)
    return Cell(
        world.task, world.errors, rows, len(low), int((high < true).sum()), int((low > true).sum()),
        float(np.median(ratio)), float(ratio.max()),
        int(remarked.sum()), int((held & (remarked > 0)).sum()),
    )  # fmt: skip


def of_scores(world: World, rows: int, count: int) -> Cell:
    made = (one for _, one in exams(world, rows, count))
    bounds = ((one.low, one.high, bool(one.remark)) for one in made)
    return counted(world, rows, true_score(world), bounds)


def of_shares(world: PairWorld, rows: int, count: int) -> Cell:
    made = pair_exams(world, rows, count)
    bounds = ((one.low, one.high, False) for one in made if one.share == one.share)
    return counted(world, rows, true_share(world), bounds)


def table(cells: list[Cell]) -> str:
    lines = [
        "| task | errors | rows | held | below | above | high / low | widest | remark, held then |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for cell in cells:
        then = f"{cell.held_then / cell.remarked:.1%}" if cell.remarked else "-"
        lines.append(
            f"| {cell.task} | {cell.errors} | {cell.rows} | {cell.held:.1%} |"
            f" {cell.under / cell.exams:.1%} | {cell.over / cell.exams:.1%} | {cell.median:.2f} |"
            f" {cell.widest:.1f} | {cell.remarked / cell.exams:.0%}, {then} |"
        )
    return "\n".join(lines)


def missed(cells: list[Cell]) -> str:
    """The cells that held the truth too rarely, in words."""
    named = [
        f"{cell.task}, {cell.errors}, {cell.rows} rows ({cell.held:.1%})"
        for cell in cells
        if cell.held < MISSED
    ]
    return "; ".join(named) or "none"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exams", type=int, default=1_000)
    count = parser.parse_args().exams
    start = time.process_time()
    scores = [of_scores(world, rows, count) for world in WORLDS for rows in SIZES]
    shares = [of_shares(world, rows, count) for world in PAIRS for rows in SIZES]
    notes = NOTES.format(count, time.process_time() - start, MISSED, missed(scores + shares))
    both = f"{table(scores)}\n\n## Share of a yardstick's loss saved\n\n{table(shares)}"
    write_result(RESULT, "Coverage of the exam's intervals", both, notes)


if __name__ == "__main__":
    main()
