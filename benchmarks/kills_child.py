"""A study in a process that kills itself with SIGKILL at a chosen event. See kills.py."""

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from etude.records.moves import Move, OutOfTime
from etude.records.notebook import Entry, Notebook
from etude.records.question import Question
from etude.studies.listener import Listener, Progress
from etude.studies.study import fit, resume


class Killer(Listener):
    """Counts events of one kind and kills the process at the wanted one."""

    def __init__(self, kind: str, number: int) -> None:
        self._kind, self._left = kind, number

    def count(self, kind: str) -> None:
        if kind == self._kind:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def began(self, moves: Sequence[Move]) -> None:
        for move in moves:
            self.count(f"began {type(move).__name__}")

    def progressed(self, progress: Progress) -> None:
        self.count("progress")

    def entered(self, entry: Entry, notebook: Notebook) -> None:
        self.count(f"entry {type(entry.move).__name__}")
        if isinstance(entry.result, OutOfTime):
            self.count("guard")


def killing_saves(replace: Callable[..., Any], killer: Killer) -> Callable[..., Any]:
    """``os.replace`` that is killed just before a finished file would take its place."""

    def replacing(*arguments: Any, **options: Any) -> Any:
        killer.count("save")
        return replace(*arguments, **options)

    return replacing


def main() -> None:
    asked = json.loads(sys.argv[1])
    killer = Killer(asked["kind"], asked["number"])
    os.replace = killing_saves(os.replace, killer)
    out = Path(asked["out"])
    if (out / "notebook.jsonl").exists():
        resume(out, listener=killer, workers=asked["workers"])
        return
    question = Question(
        source=asked["data"],
        targets=(asked["target"],),
        budget_seconds=asked["budget"],
        max_trials=asked["max_trials"],
    )
    fit(question, out=out, listener=killer, workers=asked["workers"])


if __name__ == "__main__":
    main()
