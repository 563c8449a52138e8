"""Which part of a long document is seen."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def part_seen(pieces: Sequence[T], longest: int, beyond: str) -> Sequence[T]:
    """At most ``longest`` of these pieces: the first (``head``), the last (``tail``), or half of
    them from each end (``ends``)."""
    if len(pieces) <= longest:
        return pieces
    if beyond == "head":
        return pieces[:longest]
    if beyond == "tail":
        return pieces[-longest:]
    last = longest // 2
    return [*pieces[: longest - last], *pieces[len(pieces) - last :]]
