"""Kill the real command, workers and all, at random moments, and resume it. See kills.py."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from os import killpg
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from tests.studies.made import write

from benchmarks.kills_outcome import Outcome, outcome
from etude.method.player import next_moves
from etude.records.moves import Train
from etude.studies.study import load

ROWS = 400
FIT = ("--target", "grade", "--max-trials", "1", "--budget", "1h")


@dataclass(frozen=True)
class Kill:
    """One kill with what came of it.

    last, doing: the last entry of the notebook, and what was under way.
    openings: of the test rows, as the log beside the study has them.
    left: temporary files in the study's folder once it was resumed to its end.
    """

    second: float
    last: str
    doing: str
    decisions: bool
    weights: bool
    openings: int
    left: int


def start(*words: object) -> "subprocess.Popen[str]":
    """An ``etude`` command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "etude", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def finish(*words: object) -> str:
    """What a command says, which must end well."""
    process = start(*words)
    said, log = process.communicate()
    assert process.returncode == 0, log
    return said


def random_kills(number: int, seed: int) -> str:
    """Kill as many studies as asked; a section of the page."""
    draws = random.Random(seed)
    with TemporaryDirectory() as name:
        place = Path(name)
        data = write(place, "grades.csv", ROWS, 0)
        began = time.monotonic()
        said = finish("fit", data, *FIT, "--out", place / "whole" / "study")
        length = time.monotonic() - began
        whole = outcome(place / "whole" / "study")
        kills: list[Kill] = []
        while len(kills) < number:
            out = place / f"{len(kills)}" / "study"  # alone: neighbours count their openings
            second = draws.uniform(0, length)
            if kill_at(second, data, out):
                kills.append(resumed(second, data, out, whole))
                print(kills[-1], flush=True)
            else:  # it was done before: faster than the first
                rmtree(out.parent)
        unchanged = finished_is_left(place / "whole" / "study", said)
    return told(kills, length, unchanged, seed)


def kill_at(second: float, data: str, out: Path) -> bool:
    """Begin a study and kill it with its workers; whether it was still running."""
    process = start("fit", data, *FIT, "--out", out)
    try:
        process.communicate(timeout=second)
    except subprocess.TimeoutExpired:
        killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode != 0


def resumed(second: float, data: str, out: Path, whole: Outcome) -> Kill:
    """Bring a killed study to its end and compare it with the one never killed."""
    last, doing = moment(out)
    if (out / "notebook.jsonl").exists():
        finish("resume", out)
    else:
        finish("fit", data, *FIT, "--out", out)
    ended = outcome(out)
    return Kill(
        second=round(second, 2),
        last=last,
        doing=doing,
        decisions=ended.decisions == whole.decisions,
        weights=ended.weights == whole.weights,
        openings=len((out.parent / "openings.jsonl").read_text().splitlines()),
        left=sum(path.name.startswith(".") and path.name != ".lock" for path in out.rglob("*")),
    )


def moment(out: Path) -> tuple[str, str]:
    """The last entry of a killed study, and what was under way."""
    if not (out / "notebook.jsonl").exists():
        return "none", "starting"
    notebook = load(out).notebook
    last = type(notebook.entries[-1].move).__name__ if len(notebook) else "none"
    moves = next_moves(notebook)
    if not moves:
        return last, "result and report"
    if isinstance(moves[0], Train):
        return last, f"training ({moves[0].stage})"
    return last, type(moves[0]).__name__


def finished_is_left(study: Path, said: str) -> bool:
    """Whether resuming a finished study tells its result again and changes none of its files."""
    files = [path for path in sorted(study.rglob("*")) if path.is_file()]
    before = [path.read_bytes() for path in files]
    told_again = said.strip() in finish("resume", study)
    return told_again and [path.read_bytes() for path in files] == before


def told(kills: Sequence[Kill], length: float, unchanged: bool, seed: int) -> str:
    """Counts by what was going on, under a few sentences."""
    lines = [
        f"The command `etude fit grades.csv {' '.join(FIT)}` ({ROWS} rows made by code), killed"
        f" with all its workers at moments drawn evenly over its {length:.0f} s (seed {seed}),"
        f" then `etude resume`.\n",
        f"- Decisions equal: {sum(kill.decisions for kill in kills)} of {len(kills)};"
        f" weights equal: {sum(kill.weights for kill in kills)} of {len(kills)}.",
        f"- The test rows were opened once in {sum(kill.openings == 1 for kill in kills)}"
        f" of {len(kills)}; {sum(kill.left for kill in kills)} temporary files stayed behind.",
        "- `etude resume` on the finished study tells its result again and changes no file:"
        f" {'yes' if unchanged else 'NO'}.\n",
        "| last entry | under way | kills | decisions equal | weights equal |",
        "| --- | --- | --- | --- | --- |",
    ]
    for last, doing in dict.fromkeys(
        (kill.last, kill.doing) for kill in sorted(kills, key=lambda kill: kill.second)
    ):
        here = [kill for kill in kills if (kill.last, kill.doing) == (last, doing)]
        equal = f"{sum(kill.decisions for kill in here)} | {sum(kill.weights for kill in here)}"
        lines.append(f"| {last} | {doing} | {len(here)} | {equal} |")
    return "\n".join(lines)
