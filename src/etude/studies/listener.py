"""Someone who watches a study: the terminal, a page, a test."""

from collections.abc import Sequence
from dataclasses import dataclass

from etude.records.moves import Move
from etude.records.notebook import Entry, Notebook


@dataclass(frozen=True)
class Progress:
    """How far a training is.

    number: of the trial. epoch, epochs: of the runs still training, and the most allowed.
    train_loss, validation_loss: means over the runs.
    """

    number: int
    epoch: int
    epochs: int
    train_loss: float
    validation_loss: float


class Listener:
    """Hears what happens, on the main process's main thread; by default it does nothing."""

    def began(self, moves: Sequence[Move]) -> None:
        """These moves are being performed."""

    def progressed(self, progress: Progress) -> None:
        """An epoch of a training has ended."""

    def entered(self, entry: Entry, notebook: Notebook) -> None:
        """An entry was written down."""
