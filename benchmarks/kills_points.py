"""Kill a study with -9 at chosen points and resume it. See kills.py."""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.kills_outcome import Outcome, outcome

GUARD = "after the wall guard fired"
# name -> (what is counted, which one of them kills)
POINTS = {
    "after the seal": ("entry Seal", 1),
    "after exploring": ("entry Explore", 1),
    "mid-epoch of the baseline": ("progress", 2),
    "mid-epoch of a later trial": ("progress", 12),
    "during the first save of a trial": ("save", 4),
    "during a later save": ("save", 60),
    "between moves of a batch": ("entry Train", 3),
    "between a race and its confirmation": ("entry Screened", 1),
    "during a comparison": ("began Compare", 1),
    "after a verdict": ("entry Judge", 1),
    "while the predictor is frozen": ("began Freeze", 1),
    "between PredictorFrozen and the opening": ("entry Freeze", 1),
    "between the opening and ExamScored": ("entry OpenExam", 1),
    GUARD: ("guard", 1),
}


def child(out: Path, options: argparse.Namespace, point: str, *, budget: float = 3600.0) -> int:
    """Run (or resume) a study in its own process, which kills itself at the point; its status."""
    kind, number = POINTS.get(point, ("never", 0))
    asked = {
        "out": str(out), "data": str(options.data), "target": options.target, "kind": kind,
        "number": number, "workers": options.workers, "max_trials": options.max_trials,
        "budget": budget,
    }  # fmt: skip
    command = [sys.executable, "-m", "benchmarks.kills_child", json.dumps(asked)]
    return subprocess.run(command, check=False, capture_output=True).returncode


def killed_and_resumed(place: Path, options: argparse.Namespace, point: str) -> Outcome | None:
    """The outcome of a study killed at the point and resumed; None where it was not killed."""
    shutil.rmtree(place / "killed", ignore_errors=True)
    out = place / "killed" / "study"  # alone: studies beside each other count their openings
    if child(out, options, point) != -9:
        return None
    assert child(out, options, "never") == 0, f"the study killed {point} could not be resumed"
    return outcome(out)


def after_the_guard(place: Path, options: argparse.Namespace) -> list[Outcome]:
    """A study whose guard fired, killed after it: the outcomes of two copies resumed."""
    copies = [place / "guard" / "study", place / "copy" / "study"]
    if child(copies[0], options, GUARD, budget=options.guard) != -9:
        return []
    shutil.copytree(*copies)
    for folder in copies:
        assert child(folder, options, "never") == 0, "the study cut by its guard is not resumed"
    return [outcome(folder) for folder in copies]


def chosen_kills(options: argparse.Namespace) -> str:
    """Kill a study at the first of the points, as many as asked; a section of the page."""
    lines = [
        f"{options.data.name}, --max-trials {options.max_trials}, {options.workers} worker(s).\n",
        "| killed | decisions | weights |",
        "| --- | --- | --- |",
    ]
    with TemporaryDirectory() as name:
        for row in _rows(Path(name), options):
            print(row, flush=True)
            lines.append(row)
    return "\n".join(lines)


def _rows(place: Path, options: argparse.Namespace) -> Iterator[str]:
    assert child(place / "whole" / "study", options, "never") == 0
    whole = outcome(place / "whole" / "study")
    for point in list(POINTS)[: options.points]:
        if point == GUARD:
            pair = after_the_guard(place, options)
        else:
            resumed = killed_and_resumed(place, options, point)
            pair = [whole, resumed] if resumed else []
        yield f"| {point} | {_told(pair)} |"


def _told(pair: list[Outcome]) -> str:
    if not pair:
        return "not reached | not reached"
    first, second = pair
    same = (first.decisions == second.decisions, first.weights == second.weights)
    return " | ".join("equal" if one else "DIFFERENT" for one in same)
