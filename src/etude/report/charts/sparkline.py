"""A curve in one line of block characters, for the terminal."""

import math
from collections.abc import Sequence
from itertools import pairwise

BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], width: int = 30) -> str:
    """Values as blocks of eight heights, averaged into at most ``width`` places.

    Places without a finite value become a dot; an empty sequence gives "".
    """
    places = [_mean(part) for part in _parts(values, width)]
    finite = [place for place in places if place is not None]
    if not finite:
        return "·" * len(places)
    low, reach = min(finite), max(finite) - min(finite)
    return "".join("·" if place is None else _block(place, low, reach) for place in places)


def _parts(values: Sequence[float], width: int) -> list[Sequence[float]]:
    most = max(min(width, len(values)), 0)
    edges = [round(place * len(values) / most) for place in range(most + 1)] if most else []
    return [values[start:end] for start, end in pairwise(edges)]


def _mean(part: Sequence[float]) -> float | None:
    finite = [value for value in part if math.isfinite(value)]
    return sum(finite) / len(finite) if finite else None


def _block(value: float, low: float, reach: float) -> str:
    height = (value - low) / reach if reach > 0 else 0.0
    return BLOCKS[min(int(height * len(BLOCKS)), len(BLOCKS) - 1)]
