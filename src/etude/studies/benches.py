"""Where moves are performed: in this process, or by workers side by side."""

import contextlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from etude import errors
from etude.method.budget import kept_back
from etude.records.codec import from_plain, to_plain
from etude.records.moves import Explore, Move, OutOfTime, Result, Seal, Train
from etude.records.question import Question
from etude.studies.conductor import Clock
from etude.studies.folder import Folder
from etude.studies.listener import Listener, Progress
from etude.studies.performing.seeing import perform_explore, perform_seal

KEPT_OF_FINAL = 0.4  # of what the search leaves: what training the final networks leaves


def must_end(move: Move, clock: Clock) -> bool:
    """Whether the wall guard forbids this move now: trainings of the search when only what is
    kept back is left, final trainings when only the exam's own seconds are. Without its baseline
    a study has nothing to examine: that may cost what the exam is foreseen to take."""
    if not isinstance(move, Train):
        return False
    kept = kept_back(clock.budget)
    if move.stage == "pilot":
        return clock.left < kept
    return clock.left < max(KEPT_OF_FINAL * kept if move.stage == "final" else kept, clock.exam)


class HereBench:
    """Performs everything in this process, one move after the other."""

    def __init__(
        self, folder: Folder, question: Question, source: object | None, listener: Listener
    ) -> None:
        self._folder, self._question, self._source = folder, question, source
        self._listener = listener
        self._performer: Any = None

    def perform(self, moves: Sequence[Move], clock: Clock) -> Iterator[Result]:
        for move in moves:
            yield OutOfTime(clock.seconds) if must_end(move, clock) else self._one(move, clock)

    def _one(self, move: Move, clock: Clock) -> Result:
        if isinstance(move, Seal):
            return perform_seal(self._question, self._folder, self._source)
        if isinstance(move, Explore):
            return perform_explore(self._question, self._folder)
        if self._performer is None:
            from etude.studies.performing.performer import Performer

            self._performer = Performer(self._folder, 1)
        result: Result = self._performer.perform(move, clock.left, self._listener.progressed)
        return result

    def close(self) -> None:
        """Nothing to end."""


class WorkerBench:
    """Performs data moves here and the rest on worker processes of one thread each."""

    def __init__(
        self,
        folder: Folder,
        question: Question,
        source: object | None,
        listener: Listener,
        workers: int,
    ) -> None:
        self._here = HereBench(folder, question, source, listener)
        self._listener = listener
        self._workers = [_Worker(folder, workers) for _ in range(workers)]

    def perform(self, moves: Sequence[Move], clock: Clock) -> Iterator[Result]:
        if isinstance(moves[0], Seal | Explore):
            yield from self._here.perform(moves, clock)
            return
        waiting = list(range(len(moves)))
        done: dict[int, Result] = {}
        for place in range(len(moves)):
            while place not in done:
                self._hand_out(moves, waiting, clock)
                self._listen(moves, done, clock)
            yield done.pop(place)

    def _hand_out(self, moves: Sequence[Move], waiting: list[int], clock: Clock) -> None:
        for worker in self._workers:
            if worker.task is None and waiting:
                worker.hand(waiting.pop(0), moves, clock)

    def _listen(self, moves: Sequence[Move], done: dict[int, Result], clock: Clock) -> None:
        """Hear the busy workers for a moment; the wall guard ends those that must end."""
        busy = [worker for worker in self._workers if worker.task is not None]
        for worker in busy:
            assert worker.task is not None
            if must_end(moves[worker.task], clock):
                done[worker.task] = OutOfTime(clock.seconds)
                worker.restart()
        for worker in _speaking([one for one in busy if one.task is not None]):
            message = worker.hear()
            if "progress" in message:
                self._listener.progressed(from_plain(Progress, message["progress"]))
            elif "ready" not in message:
                assert worker.task is not None
                done[worker.task] = _result(message)
                worker.task = None

    def close(self) -> None:
        for worker in self._workers:
            worker.end()


def _speaking(workers: list["_Worker"]) -> list["_Worker"]:
    """Workers that have a whole line ready, or ended; waits up to a fifth of a second."""
    ready = [worker for worker in workers if worker.has_line]
    if ready or not workers:
        return ready
    found, _, _ = select.select([worker.output for worker in workers], [], [], 0.2)
    for worker in workers:
        if worker.output in found:
            worker.read()
    return [worker for worker in workers if worker.has_line]


def _result(message: dict[str, Any]) -> Result:
    if "mendable" in message:
        raise getattr(errors, message["mendable"])(message["message"])
    if "error" in message:
        raise RuntimeError(f"a worker failed:\n{message['error']}")
    result: Result = from_plain(Result, message["result"])
    return result


class _Worker:
    """One worker process and the place in the batch of the move it performs."""

    def __init__(self, folder: Folder, workers: int) -> None:
        self._command = [
            sys.executable, "-m", "etude.studies.worker", str(folder.path), str(workers),
        ]  # fmt: skip
        self.task: int | None = None
        self._start()

    def _start(self) -> None:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": _path()}
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._input, self.output = self._process.stdin, self._process.stdout
        os.set_blocking(self.output.fileno(), False)
        self._heard = b""

    @property
    def has_line(self) -> bool:
        return b"\n" in self._heard

    def hand(self, place: int, moves: Sequence[Move], clock: Clock) -> None:
        """Hand over one move of the batch."""
        self.task = place
        task = {"move": to_plain(moves[place]), "seconds_left": clock.left}
        self._input.write(json.dumps(task).encode() + b"\n")
        self._input.flush()

    def read(self) -> None:
        """Take in what the worker has written; raises if it is gone."""
        chunk = self.output.read(1 << 20)
        if chunk == b"":
            status = self._process.wait()
            raise RuntimeError(f"a worker ended by itself (status {status}): out of memory?")
        self._heard += chunk or b""

    def hear(self) -> dict[str, Any]:
        """The next line."""
        line, self._heard = self._heard.split(b"\n", 1)
        message: dict[str, Any] = json.loads(line)
        return message

    def restart(self) -> None:
        """End what it does, whatever it is, and begin anew."""
        self.end()
        self.task = None
        self._start()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._input, self.output):
            with contextlib.suppress(OSError):  # the pipe may be broken already
                stream.close()


def _path() -> str:
    """Where this very package lies, first: a worker must run the same code."""
    package = str(Path(errors.__file__).parent.parent)
    return os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
