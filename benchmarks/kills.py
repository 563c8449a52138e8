"""Kill a study with -9 at chosen points, resume it, and compare with the study never killed.

    python -m benchmarks.kills [--workers 1] [--data FILE --target COLUMN] [--max-trials 4]

Each point is a kind of event: mid-epoch, during a save, during a comparison, between moves, after
the wall guard fired, between PredictorFrozen and ExamScored. Same decisions and bit-identical
weights are asked for. Writes docs/results/kills.md. About two minutes on two cores.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.written import write_result
from etude.studies.folder import Folder
from etude.studies.predictor import model_hash

PENGUINS = Path(__file__).parents[1] / "src/etude/cli/demo/penguins.csv"

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
}


@dataclass(frozen=True)
class Study:
    """What must be equal: every move with its result (times aside), and the model's hash."""

    decisions: str
    weights: str


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


def outcome(out: Path) -> Study:
    """What a finished study decided and made."""
    lines = (out / "notebook.jsonl").read_text().splitlines()[1:]
    told = [json.loads(line) for line in lines]
    for one in told:
        one["result"].pop("seconds", None)  # measured, not decided
    moves = [(one["move"], one["result"]) for one in told if one["move"]["record"] != "Calibrate"]
    return Study(json.dumps(moves, sort_keys=True), model_hash(Folder(out).model))


def killed_and_resumed(place: Path, options: argparse.Namespace, point: str) -> Study | None:
    """The outcome of a study killed at the point and resumed; None where it was not killed."""
    shutil.rmtree(place / "killed", ignore_errors=True)
    out = place / "killed" / "study"  # alone: studies beside each other count their openings
    if child(out, options, point) != -9:
        return None
    assert child(out, options, "never") == 0, f"the study killed {point} could not be resumed"
    return outcome(out)


def after_the_guard(place: Path, options: argparse.Namespace) -> bool:
    """A study whose guard fired, killed after it: two copies resumed end the same."""
    first, second = place / "guard" / "study", place / "copy" / "study"
    POINTS["after the wall guard fired"] = ("guard", 1)
    if child(first, options, "after the wall guard fired", budget=options.guard) != -9:
        return False
    shutil.copytree(first, second)
    for folder in (first, second):
        assert child(folder, options, "never") == 0
    return outcome(first) == outcome(second)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=PENGUINS)
    parser.add_argument("--target", default="species")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--max-trials", type=int, default=4)
    parser.add_argument("--guard", type=float, default=14.0)
    options = parser.parse_args()
    lines = ["| killed | decisions | weights |", "| --- | --- | --- |"]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        assert child(place / "whole" / "study", options, "never") == 0
        whole = outcome(place / "whole" / "study")
        for point in POINTS:
            resumed = killed_and_resumed(place, options, point)
            lines.append(_line(point, whole, resumed))
            print(lines[-1], flush=True)
        same = after_the_guard(place, options)
        word = "equal" if same else "DIFFERENT or not reached"
        lines.append(f"| after the wall guard fired | {word} | {word} |")
    note = f"{options.data.name}, --max-trials {options.max_trials}, {options.workers} worker(s)."
    write_result(Path("docs/results/kills.md"), "Killed and resumed", "\n".join(lines), note)


def _line(point: str, whole: Study, resumed: Study | None) -> str:
    if resumed is None:
        return f"| {point} | not reached | not reached |"
    equal = {True: "equal", False: "DIFFERENT"}
    decisions = equal[resumed.decisions == whole.decisions]
    return f"| {point} | {decisions} | {equal[resumed.weights == whole.weights]} |"


if __name__ == "__main__":
    main()
