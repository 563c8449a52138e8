"""Curves as one row of blocks each."""

import math
from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"


def sparklines(*curves: Sequence[float], width: int) -> tuple[str, ...]:
    """Curves on one common scale, so that the gap between two of them can be seen.

    In:     any unit; width: most characters a curve.
    Out:    one text a curve; ``x`` where a value is not finite.
    """
    finite = [value for curve in curves for value in curve if math.isfinite(value)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 0.0)
    return tuple(
        "".join(_block(value, low, high) for value in _thinned(curve, width)) for curve in curves
    )


def _block(value: float, low: float, high: float) -> str:
    if not math.isfinite(value):
        return "x"
    share = (value - low) / (high - low) if high > low else 0.0
    return BLOCKS[min(int(share * len(BLOCKS)), len(BLOCKS) - 1)]


def _thinned(values: Sequence[float], width: int) -> list[float]:
    """At most ``width`` values, evenly spread, the last one always among them."""
    if len(values) <= width:
        return list(values)
    last = len(values) - 1
    return [values[round(place * last / (width - 1))] for place in range(width)]
