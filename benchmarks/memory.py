"""How far back sequence models remember, as a page of the docs.

    python -m benchmarks.memory [--budget 2h] [--numbers memory.json]

Runs the lab's experiment, or takes the numbers that `etude lab memory --out FOLDER` wrote. Writes
docs/results/memory.md. About 40 minutes of one core.
"""

import argparse
import json
from pathlib import Path

import torch

from benchmarks.written import write_result
from etude.lab.experiment import Effort, Outcome
from etude.lab.experiments import memory
from etude.records.codec import from_plain
from etude.records.duration import read_duration
from etude.report.charts.chart import Table

RESULT = Path("docs/results/memory.md")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--budget", type=read_duration, default=7200.0)
    parser.add_argument("--numbers", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.numbers:
        plain = json.loads(options.numbers.read_bytes())
        outcome = memory.outcome(from_plain(memory.Memory, plain))
    else:
        outcome = memory.run(Effort(seconds=options.budget), print)
    write_result(RESULT, memory.QUESTION, _body(outcome), _notes(outcome))


def _notes(outcome: Outcome) -> str:
    head = f"The sentence tried: “{memory.CLAIM}” ({memory.SOURCE})."
    return "\n".join((head, "", *(_item(line) for line in outcome.verdicts)))


def _item(line: str) -> str:
    """Lines set in are items below the line before."""
    return f"- {line.strip()}" if line.startswith(" ") else f"\n{line}\n"


def _body(outcome: Outcome) -> str:
    tables = [
        f"## {title}\n\n{_markdown(table)}\n\n{table.note}" for title, table in outcome.tables
    ]
    method = "## How it was done\n\n" + "\n\n".join(outcome.method)
    return "\n\n".join((*tables, method))


def _markdown(table: Table) -> str:
    lines = [table.header, ("---",) * len(table.header), *table.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
