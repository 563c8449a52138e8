"""The loop of a study: ask the method for moves, have them performed, write them down."""

import time
from collections.abc import Iterator, Sequence
from typing import Protocol

from etude.method.budget import exam_seconds
from etude.method.investigation import investigate
from etude.method.player import Player
from etude.records.moves import DECISIONS, Explored, Move, Noted, Result, YardsticksMeasured
from etude.records.notebook import Entry, Notebook
from etude.studies.folder import Folder
from etude.studies.listener import Listener

MOST_OF_BUDGET = 0.5  # that is kept apart for the exam, whatever the yardsticks take


class Bench(Protocol):
    """Where moves are performed."""

    def perform(self, moves: Sequence[Move], clock: "Clock") -> Iterator[Result]:
        """The results of these moves, in their order, each as soon as it and those before it
        are there."""
        ...


class Clock:
    """Seconds that a study has taken, over all its sittings.

    before: seconds of earlier sittings. budget: seconds for the whole study.
    exam:   seconds that the exam is foreseen to take, 0 before the yardsticks have told.
    """

    def __init__(self, before: float, budget: float) -> None:
        self._start = time.monotonic() - before
        self.budget = budget
        self.exam = 0.0

    def foresee(self, notebook: Notebook) -> None:
        """Learn from the yardsticks how long those of the exam will take."""
        explored, measured = notebook.first(Explored), notebook.first(YardsticksMeasured)
        if explored is not None and measured is not None:
            self.exam = min(exam_seconds(measured, explored), MOST_OF_BUDGET * self.budget)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._start

    @property
    def left(self) -> float:
        return self.budget - self.seconds


def conduct(
    folder: Folder, notebook: Notebook, bench: Bench, listener: Listener, clock: Clock
) -> Notebook:
    """Play the study to its end; the notebook's own entries are replayed first."""
    player = Player(investigate(notebook.question))
    for entry in notebook:
        player.take(entry.move, entry.result)
    clock.foresee(notebook)
    while moves := player.waiting:
        listener.began(moves)
        for move, result in zip(moves, _results(moves, bench, clock), strict=True):
            entry = Entry(move, result, round(clock.seconds, 3))
            folder.append(entry)
            notebook = notebook.append(entry)
            if isinstance(result, YardsticksMeasured):
                clock.foresee(notebook)
            listener.entered(entry, notebook)
            player.take(move, result)
    return notebook


def _results(moves: Sequence[Move], bench: Bench, clock: Clock) -> Iterator[Result]:
    """A decision is only written down; everything else is performed."""
    if isinstance(moves[0], DECISIONS):
        return iter([Noted()] * len(moves))
    return bench.perform(moves, clock)
