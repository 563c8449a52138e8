"""One performer for every kind of move, wherever it runs: this process or a worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from etude.records.moves import (
    Calibrate,
    CheckSanity,
    Compare,
    Freeze,
    MeasureYardsticks,
    Move,
    OpenExam,
    Result,
    ScoreExam,
    TestRange,
    Train,
)
from etude.studies.exam import perform_freeze, perform_open, perform_score
from etude.studies.folder import Folder
from etude.studies.listener import Progress
from etude.studies.performing.comparing import perform_compare
from etude.studies.performing.references import perform_yardsticks
from etude.studies.performing.trainings import (
    perform_calibrate,
    perform_range_test,
    perform_sanity,
    perform_train,
)
from etude.studies.performing.workspace import Workspace

Perform = Callable[[Any, Workspace], Result]

PLAIN: dict[type, Perform] = {
    MeasureYardsticks: perform_yardsticks,
    CheckSanity: perform_sanity,
    TestRange: perform_range_test,
    Compare: perform_compare,
    Freeze: perform_freeze,
    OpenExam: perform_open,
    ScoreExam: perform_score,
}


class Performer:
    """Performs moves on one study, keeping its rows at hand between them."""

    def __init__(self, folder: Folder, workers: int) -> None:
        self._work = Workspace(folder)
        self._workers = workers

    def perform(
        self, move: Move, seconds_left: float, report: Callable[[Progress], None]
    ) -> Result:
        """The result of one move. ``seconds_left`` of the budget is read by Calibrate alone."""
        with one_thread():
            if isinstance(move, Train):
                return perform_train(move, self._work, report)
            if isinstance(move, Calibrate):
                return perform_calibrate(move, self._work, self._workers, seconds_left)
            return PLAIN[type(move)](move, self._work)


@contextmanager
def one_thread() -> Iterator[None]:
    """One thread for torch while this lasts: the number of threads changes the last bits, and
    two trainings side by side beat one on two threads."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
