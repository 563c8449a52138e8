"""Kill studies with -9, resume them, and compare with the study never killed.

    python -m benchmarks.kills [--points 14] [--random 50]

At chosen points, each a kind of event: mid-epoch, during a save, during a comparison, between
moves, after the wall guard fired, between PredictorFrozen and ExamScored. At random moments of the
real command, with its workers. Same decisions and bit-identical weights are asked for.
Writes docs/results/kills.md, where a part that is not run (``--points 0``, ``--random 0``) keeps
what it had. About a quarter of an hour on two quiet cores.
"""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.kills_points import POINTS, chosen_kills
from benchmarks.kills_random import random_kills
from benchmarks.written import write_result

PAGE = Path("docs/results/kills.md")
PENGUINS = Path(__file__).parents[1] / "src/etude/cli/demo/penguins.csv"


def section(title: str, number: int, run: Callable[[], str]) -> str:
    """This part of the page: made anew, or as it was where none of its kills are asked for."""
    if number:
        return f"## {title}\n\n{date.today().isoformat()}: {run()}"
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    parts = [part for part in before.split("\n## ")[1:] if part.startswith(title)]
    return f"## {parts[0].strip()}" if parts else f"## {title}\n\nNot run."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=len(POINTS), help="the first so many")
    parser.add_argument("--data", type=Path, default=PENGUINS)
    parser.add_argument("--target", default="species")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--max-trials", type=int, default=4)
    parser.add_argument("--guard", type=float, default=14.0)
    parser.add_argument("--random", type=int, default=50, help="kills at random moments")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    options = parser.parse_args()
    parts = [
        section("At chosen points", options.points, lambda: chosen_kills(options)),
        section(
            "At random moments", options.random, lambda: random_kills(options.random, options.seed)
        ),
    ]
    write_result(PAGE, "Killed and resumed", "\n\n".join(parts))


if __name__ == "__main__":
    main()
