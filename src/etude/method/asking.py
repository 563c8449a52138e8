"""How the method asks for moves: it yields a batch and is handed the results."""

from collections.abc import Generator
from typing import TypeVar

from etude.records.moves import Move, OutOfTime, Result

T = TypeVar("T")
Road = Generator[tuple[Move, ...], tuple[Result, ...], T]
"""A part of the investigation: yields batches of moves, is sent their results, returns T."""


class TimeUp(Exception):
    """The wall guard fired: the search ends, the study goes on to its exam."""


def ask(*moves: Move) -> Road[tuple[Result, ...]]:
    """The results of these moves; TimeUp where the guard has fired."""
    results = yield moves
    if any(isinstance(result, OutOfTime) for result in results):
        raise TimeUp
    return results
