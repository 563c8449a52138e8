"""The notebook: an append-only record of every move of a study and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from etude.records.moves import Move, Result
from etude.records.question import Question

R = TypeVar("R")


@dataclass(frozen=True)
class Entry:
    """One line: a move, its result, and when (seconds since the study began, resumed time
    included). The time is for readers; no decision reads it."""

    move: Move
    result: Result
    seconds: float


@dataclass(frozen=True)
class Notebook:
    """All that is known of a study. ``append`` returns a longer notebook."""

    question: Question
    entries: tuple[Entry, ...] = ()

    def append(self, *entries: Entry) -> "Notebook":
        return replace(self, entries=self.entries + entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def results(self, kind: type[R]) -> list[R]:
        """All results of this class, in order."""
        return [entry.result for entry in self.entries if isinstance(entry.result, kind)]

    def moves(self, kind: type[R]) -> list[R]:
        """All moves of this class, in order."""
        return [entry.move for entry in self.entries if isinstance(entry.move, kind)]

    def first(self, kind: type[R]) -> R | None:
        """The first result of this class, None where there is none yet."""
        return next((r for r in self.results(kind)), None)

    def last(self, kind: type[R]) -> R | None:
        """The last result of this class, None where there is none yet."""
        return next((r for r in reversed(self.results(kind))), None)

    def paired(self, kind: type[Any]) -> list[Entry]:
        """Entries whose move is of this class."""
        return [entry for entry in self.entries if isinstance(entry.move, kind)]
