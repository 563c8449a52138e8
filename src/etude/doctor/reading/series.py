"""Rows of a log as one series a role, in the order of training: what was resumed, written again or
unsorted is mended."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from etude.doctor.reading.log import Row
from etude.doctor.reading.roles import EPOCH, STEP, Roles
from etude.records.figures import counted

Place = tuple[float, float]  # epoch and step; 0 where the log counts none
Series = tuple[tuple[Place, float], ...]

GAPS = 3  # NaN followed by a number so often stand for gaps: a loss that diverged does not recover


@dataclass(frozen=True)
class Mended:
    """The series of each role in the order of training.

    has_epochs: whether the log counts epochs. notes: what was mended.
    """

    of: Mapping[str, Series]
    has_epochs: bool
    notes: tuple[str, ...]


def mended_series(rows: Sequence[Row], roles: Roles) -> Mended:
    """Each role's numbers with their places.

    A log that goes back to a place where the same number stood already was resumed there, or begun
    anew: what was written later counts. One that goes back to another place is unsorted.
    """
    gathered = _gathered(rows, roles)
    notes: dict[str, None] = {}
    found: dict[str, Series] = {}
    for role, written in gathered.items():
        numbers, gaps = _without_gaps(role, written)
        kept, back = _without_overwritten(numbers)
        found[role] = tuple(sorted(kept, key=lambda pair: pair[0]))
        if found[role] != tuple(kept):
            back = (*back, "The rows were not in the order of training; they were sorted.")
        notes |= dict.fromkeys((*gaps, *back))
    has_epochs = any(roles.get(EPOCH) in row for row in rows)
    return Mended(found, has_epochs, tuple(notes))


def _gathered(rows: Sequence[Row], roles: Roles) -> dict[str, list[tuple[Place, float]]]:
    """Numbers by role; a row that names no place stands where the row before it stands."""
    named = [{role: row[name] for role, name in roles.items() if name in row} for row in rows]
    here = {role: _first(named, role) for role in (EPOCH, STEP)}
    uncounted = not any(here.keys() & row.keys() for row in named)
    gathered: dict[str, list[tuple[Place, float]]] = {}
    for number, row in enumerate(named):
        here |= {role: float(row[role]) for role in here if math.isfinite(row.get(role, math.nan))}
        place = (0.0, float(number)) if uncounted else (here[EPOCH], here[STEP])
        for role in row.keys() - here.keys():
            gathered.setdefault(role, []).append((place, row[role]))
    return gathered


def _first(rows: Iterable[Mapping[str, float]], role: str) -> float:
    return next((float(row[role]) for row in rows if math.isfinite(row.get(role, math.nan))), 0.0)


def _without_gaps(
    role: str, written: list[tuple[Place, float]]
) -> tuple[list[tuple[Place, float]], tuple[str, ...]]:
    finite = [math.isfinite(number) for _, number in written]
    recoveries = sum(not one and after for one, after in pairwise(finite))
    if recoveries < GAPS:
        return written, ()
    said = f"{finite.count(False)} NaN between the numbers of {role.replace('_', ' ')} are gaps."
    return [pair for pair, known in zip(written, finite, strict=True) if known], (said,)


def _without_overwritten(
    written: list[tuple[Place, float]],
) -> tuple[list[tuple[Place, float]], tuple[str, ...]]:
    kept: list[tuple[Place, float]] = []
    places: set[Place] = set()
    dropped, anew = 0, False
    for place, number in written:
        if kept and place < kept[-1][0] and place in places:
            before = [pair for pair in kept if pair[0] < place]
            dropped, anew = dropped + len(kept) - len(before), anew or not before
            kept, places = before, {pair[0] for pair in before}
        kept.append((place, number))
        places.add(place)
    if not dropped:
        return kept, ()
    rows = counted(dropped, "row")
    if anew:
        return kept, (
            f"The log begins anew after {rows}: several trainings follow one another in it, and"
            " the last was read.",
        )
    return kept, (f"The training was resumed: {rows} that were written again later do not count.",)
