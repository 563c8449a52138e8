"""The next moves, from the notebook alone."""

from etude.method.asking import Road
from etude.method.investigation import investigate
from etude.records.codec import to_plain
from etude.records.moves import Move, Result
from etude.records.notebook import Notebook


def next_moves(notebook: Notebook) -> tuple[Move, ...]:
    """Moves that may be made now, side by side; empty when the study is done.

    The investigation is replayed over the recorded results. Moves of a batch that are recorded
    already are left out, so a study that was killed between them goes on with the rest.
    Raises NotebookMismatch where the notebook was not written by this method.
    """
    player = Player(investigate(notebook.question))
    for entry in notebook:
        player.take(entry.move, entry.result)
    return player.waiting


class NotebookMismatch(Exception):
    """A recorded move is not the one that the method would have made at that place."""


class Player:
    """An investigation under way: ``waiting`` are the moves to make, ``take`` hands in a result.

    Results of a batch are taken in the order of its moves.
    """

    def __init__(self, road: Road[None]) -> None:
        self._road = road
        self._batch: tuple[Move, ...] = next(road)
        self._results: list[Result] = []

    @property
    def waiting(self) -> tuple[Move, ...]:
        return self._batch[len(self._results) :]

    def take(self, move: Move, result: Result) -> None:
        """Hand in the result of the first move that waits; the method goes on with a full batch."""
        if not self.waiting or not _same(self.waiting[0], move):
            raise NotebookMismatch(f"expected {self.waiting[:1]}, the notebook holds {move}")
        self._results.append(result)
        if self.waiting:
            return
        try:
            self._batch, self._results = self._road.send(tuple(self._results)), []
        except StopIteration:
            self._batch, self._results = (), []


def _same(expected: Move, recorded: Move) -> bool:
    """Whether two moves say the same; a number that is not known (NaN) does not equal itself."""
    return expected == recorded or to_plain(expected) == to_plain(recorded)
