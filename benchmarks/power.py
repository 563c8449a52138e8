"""The method on a scripted bench: how often it keeps nothing's gain, and how often a real one.

    python -m benchmarks.power [--studies 400]

Whole investigations are played against worlds whose truth is known: in a null world no setting
makes a difference; in the others one change (twice the neurons) truly saves a share of the loss.
Writes docs/results/power.md. About a minute; needs no torch, no data.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from tests.method.scripted import QUESTION, ScriptedBench, World, flat, play

from benchmarks.written import write_result
from etude.records.moves import Judge
from etude.records.plan import Plan

GAINS = (0.0, 0.01, 0.02, 0.05, 0.10, 0.20)
LANES = {"hold-out": 1_500, "cross-validation": 700}  # units that judge
BASE = 0.5  # nats


@dataclass(frozen=True)
class Row:
    lane: str
    gain: float
    studies: int
    studies_keeping: int
    planted_kept: int
    confirmations: int
    false_kept: int


def gaining(gain: float) -> World:
    """A world in which at least twice the baseline's neurons save this share of the loss."""

    def loss(plan: Plan) -> float:
        return BASE * (1.0 - gain * (max(plan.hidden) >= 256))

    return World(loss=loss if gain else flat(BASE), train_loss=lambda plan: 0.95 * loss(plan))


def measure(lane: str, gain: float, studies: int) -> Row:
    """Play so many studies; what was kept, truly or falsely."""
    keeping = planted = confirmations = false = 0
    for seed in range(studies):
        world = gaining(gain)
        world.lane, world.units, world.seed, world.rows = lane, LANES[lane], seed, 0.25
        moves = play(ScriptedBench(world), QUESTION).moves(Judge)
        verdicts = [move.verdict for move in moves]
        kept = [verdict.change for verdict in verdicts if verdict.kept]
        real = [name for name in kept if gain and name.startswith("neurons x")]
        keeping += bool(kept)
        planted += bool(real)
        false += len(kept) - len(real)
        confirmations += len(verdicts)
    return Row(lane, gain, studies, keeping, planted, confirmations, false)


def table(rows: list[Row]) -> str:
    lines = [
        "| lane | true gain | studies | planted change kept | confirmations | null changes kept |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        planted = f"{row.planted_kept / row.studies:.1%}" if row.gain else "-"
        nulls = row.confirmations - row.planted_kept
        lines.append(
            f"| {row.lane} | {row.gain:.0%} | {row.studies} | {planted} | {row.confirmations} |"
            f" {row.false_kept} of {nulls} ({row.false_kept / max(nulls, 1):.2%}) |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=400)
    studies = parser.parse_args().studies
    rows = [measure(lane, gain, studies) for lane in LANES for gain in GAINS]
    notes = (
        "Scripted bench: seed noise 2 % of the loss, row noise 25 % of the loss a row, crossed"
        " with an interaction as large. Where the planted gain is 0 every kept change is false."
        ""
    )
    write_result(Path("docs/results/power.md"), "Power and null rate", table(rows), notes)


if __name__ == "__main__":
    main()
