"""Answers of finished jobs in a file, so that a clinic that was stopped goes on where it was."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks.clinic import rows
from benchmarks.clinic.patients import Patient

Answer = dict[str, Any]


class Jobs:
    """Jobs done by a few processes; each answer is kept beside its job.

    Answers are those of the code that gave them: begin with a new file after a change.
    """

    def __init__(self, file: Path, data: Path, workers: int) -> None:
        self._file, self._workers = file, workers
        self._pool = ProcessPoolExecutor(workers, initializer=_begin, initargs=(data,))
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._known: dict[str, Answer] = dict(map(json.loads, lines))

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)

    def each(
        self,
        do: Callable[[Patient], Answer],
        patients: Sequence[Patient],
        *,
        minutes: float | None = None,
    ) -> list[Answer]:
        """The answers, in the order of the patients; after ``minutes`` no further one is begun,
        and only the first ones are answered."""
        until = None if minutes is None else monotonic() + 60 * minutes
        answers: list[Answer] = []
        waiting = iter(patients)
        while (until is None or monotonic() < until) and (
            some := list(islice(waiting, 4 * self._workers))
        ):
            answers += self._answered(do, some)
        return answers

    def _answered(self, do: Callable[[Patient], Answer], some: list[Patient]) -> list[Answer]:
        keys = [_key(do, one) for one in some]
        new = [(key, one) for key, one in zip(keys, some, strict=True) if key not in self._known]
        given = self._pool.map(do, [one for _, one in new])
        with self._file.open("a", encoding="utf-8") as file:
            for (key, _), answer in zip(new, given, strict=True):
                file.write(json.dumps((key, answer)) + "\n")
                file.flush()
                self._known[key] = json.loads(json.dumps(answer))
        return [self._known[key] for key in keys]


def _key(do: Callable[[Patient], Answer], patient: Patient) -> str:
    return json.dumps({"job": do.__name__, **asdict(patient)}, sort_keys=True)


def _begin(data: Path) -> None:
    import warnings

    import torch

    torch.set_num_threads(1)
    rows.FOLDER = data
    warnings.simplefilter("ignore")
