"""Answers of finished jobs in a file, so that a clinic that was stopped goes on where it was."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks.clinic import rows

Answer = dict[str, Any]
Job = Any  # a dataclass of plain values
Do = Callable[[Job], Answer]


class Jobs:
    """Jobs done by a few processes; each answer is kept beside its job.

    Answers are those of the code that gave them: begin with a new file after a change.
    """

    def __init__(self, file: Path, data: Path, workers: int) -> None:
        self._file, self._workers = file, workers
        self._pool = ProcessPoolExecutor(workers, initializer=begin, initargs=(data,))
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._known: dict[str, Answer] = dict(map(json.loads, lines))
        self._running: dict[Future[Answer], str] = {}

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)

    def each(self, do: Do, jobs: Sequence[Job], *, minutes: float | None = None) -> list[Answer]:
        """The answers, in the order of the jobs; after ``minutes`` no further one is begun, and
        only the first ones, as far as they are known, are answered."""
        until = None if minutes is None else monotonic() + 60 * minutes
        begun = []
        for job in jobs:
            key = _key(do, job)
            is_known = key in self._known or key in self._running.values()
            if not is_known and until is not None and monotonic() >= until:
                break
            begun.append(key)
            if not is_known:
                self._running[self._pool.submit(do, job)] = key
                self._let_end(self._workers)
        self._let_end(0)
        return [self._known[key] for key in begun]

    def _let_end(self, most: int) -> None:
        """Wait until at most so many jobs are left, and keep the answers of the others."""
        while len(self._running) > most:
            for one in wait(self._running, return_when=FIRST_COMPLETED).done:
                self._keep(self._running.pop(one), one.result())

    def _keep(self, key: str, answer: Answer) -> None:
        line = json.dumps((key, answer))
        with self._file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        self._known[key] = json.loads(line)[1]


def _key(do: Do, job: Job) -> str:
    return json.dumps({"do": do.__name__, **asdict(job)}, sort_keys=True)


def begin(data: Path) -> None:
    """What every process does before its first training."""
    import warnings

    import torch

    torch.set_num_threads(1)
    rows.FOLDER = data
    warnings.simplefilter("ignore")
