"""A grid of cells, the darker the larger: what attention and gates are drawn with."""

import math
import re
from collections.abc import Sequence
from itertools import groupby

from etude.report.charts import svg
from etude.report.figures_in_words import clipped

LEFT, TOP, BELOW = 110.0, 24.0, 16.0
LETTERS, LETTERS_ACROSS = 14, 8  # of a name beside the grid, above it
LETTER = 7.5  # pixels, with room
ROOM = 9.0  # pixels that a row must have for its name to be written
DARKEST, SHADES = 0.9, 16


def grid(
    values: Sequence[Sequence[float]],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    top: float = TOP,
    height: float | None = None,
    dark: float = 1.0,
) -> tuple[str, float]:
    """(The cells with the names of rows and columns, where they end below).

    values: one sequence a row. rows, columns: their names, written where there is room.
    height: of the whole grid; None for square cells. dark: the value that is darkest.
    """
    across = (svg.WIDTH - LEFT - 12.0) / max(len(columns), 1)
    across = min(across, 34.0)
    tall = across if height is None else height / max(len(values), 1)
    parts = [_column_names(columns, across, top)]
    if tall >= ROOM:
        parts += [_row_name(name, top + tall * (place + 0.5)) for place, name in enumerate(rows)]
    parts.append(_cells(values, (LEFT, top), (across, tall), dark))
    return "".join(parts), top + tall * len(values) + BELOW


def _row_name(name: str, middle: float) -> str:
    return svg.text((LEFT - 6, middle + 4), clipped(name, LETTERS), "tick", "end")


def _cells(values: Sequence[Sequence[float]], at: svg.Point, size: svg.Point, dark: float) -> str:
    """One path a shade, in units of cells: a grid of 64 by 64 stays a few kilobytes."""
    shades: dict[int, list[str]] = {}
    for y, row in enumerate(values):
        for shade, run in groupby(enumerate(row), lambda cell: _shade(cell[1], dark)):
            columns = [column for column, _ in run]
            if shade:
                wide = len(columns)
                shades.setdefault(shade, []).append(f"M{columns[0]} {y}h{wide}v1h-{wide}z")
    paths = (
        f'<path d="{"".join(shades[shade])}" class="right"'
        f' fill-opacity="{DARKEST * shade / SHADES:.2f}"/>'
        for shade in sorted(shades)
    )
    place = f"translate({at[0]:.1f} {at[1]:.1f}) scale({size[0]:.3f} {size[1]:.3f})"
    return f'<g transform="{place}">{"".join(paths)}</g>'


def _shade(value: float, dark: float) -> int:
    return round(min(max(value / dark, 0.0), 1.0) * SHADES) if dark > 0 else 0


def _column_names(columns: Sequence[str], across: float, top: float) -> str:
    """As many as do not touch each other."""
    names = [clipped(name, LETTERS_ACROSS) for name in columns]
    widest = LETTER * max(map(len, names), default=1)
    step = math.ceil(widest / across)
    return "".join(
        svg.text((LEFT + across * (place + 0.5), top - 6), name, "tick", "middle")
        for place, name in enumerate(names)
        if place % step == 0
    )


def places_axis(places: Sequence[str]) -> str:
    """What an axis that counts places says: of a long row a place holds several steps."""
    several = re.fullmatch(r"1-(\d+)", places[0]) if places else None
    return f"place in the row, {several[1]} steps each" if several else "place in the row"
