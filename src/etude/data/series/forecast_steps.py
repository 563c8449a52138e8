"""Time steps on their calendar: one step after the other, missing ones in their place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etude.data.series.calendar import most_steps, places
from etude.data.series.forecast_order import StepOrder
from etude.errors import UnreadableData
from etude.records.figures import counted
from etude.records.forecast import Calendar
from etude.records.note import Note

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Steps:
    """The steps of K series, end to end.

    values:  float64 [S, C], NaN where missing.
    moments: int64 [S], step of the calendar; of one of rows the place among the moments of all
             series, so that what is earlier in one is earlier in every other.
    rows:    int64 [S], row of the source that a step was read from, -1 in a gap.
    codes:   int64 [K], which series. firsts: int64 [K + 1], place of the first step of each, and
             of the end.
    """

    values: Numbers
    moments: Integers
    rows: Integers
    codes: Integers
    firsts: Integers

    @property
    def lengths(self) -> Integers:
        """Steps of each series, int64 [K]."""
        return np.diff(self.firsts)


def steps_before(steps: Steps, share: float) -> Steps:
    """The steps of the oldest moments, this share of them."""
    older = steps.moments <= np.quantile(steps.moments, share)
    lengths = np.add.reduceat(older.astype(np.int64), steps.firsts[:-1])
    some = lengths > 0
    return Steps(
        steps.values[older],
        steps.moments[older],
        steps.rows[older],
        steps.codes[some],
        np.concatenate([[0], np.cumsum(lengths[some])]),
    )


def steps_of(
    order: StepOrder, calendar: Calendar, values: Numbers, rows: Integers
) -> tuple[Steps, tuple[Note, ...]]:
    """Put rows on the calendar.

    In:  values float64 [N, C] of the rows, rows int64 [N], their numbers in the source.
    Out:    steps from the first to the last of each series; values of one step averaged, gaps NaN;
            notes on both, and on rows outside the calendar, which are left out.
    Raises: UnreadableData where a row lies so far from the others that hardly a step is no gap.
    """
    place = _places(order, calendar)
    placed = (order.codes >= 0) & (place >= 0)
    keep = np.flatnonzero(placed)
    keep = keep[np.lexsort((place[keep], order.codes[keep]))]
    code, step = order.codes[keep], place[keep]
    begins = np.ones(len(keep), dtype=np.bool_)
    begins[1:] = (np.diff(code) != 0) | (np.diff(step) != 0)
    first = np.flatnonzero(begins)
    means = _means(values[keep], first)
    code, step = code[first], step[first]
    codes, starts = np.unique(code, return_index=True)
    ends = np.append(starts[1:], len(code)) - 1
    spans = step[ends] - step[starts] + 1
    if len(spans) and spans.max() > most_steps(len(np.unique(step))):
        worst = slice(starts[spans.argmax()], ends[spans.argmax()] + 1)
        raise UnreadableData(_too_far(order, step[worst], rows[keep[first]][worst]))
    firsts = np.concatenate([[0], np.cumsum(spans)]).astype(np.int64)
    series = np.searchsorted(codes, code)
    target = firsts[series] + step - step[starts][series]
    grid = np.full((int(firsts[-1]), values.shape[1]), np.nan)
    grid[target] = means
    source = np.full(len(grid), -1, dtype=np.int64)
    source[target] = rows[keep[first]]
    moments = np.arange(len(grid)) + np.repeat(step[starts] - firsts[:-1], spans)
    if calendar.kind == "rows":
        moments[target] = _ranks(order)[keep[first]]
    found = Steps(grid, moments, source, codes, firsts)
    return found, _notes(order, len(keep) - len(first), int((~placed).sum()), found)


def _places(order: StepOrder, calendar: Calendar) -> Integers:
    """Steps of the calendar, never below 0 where known."""
    if calendar.kind != "rows":
        return places(calendar, order.moments.seconds)
    found = np.full(len(order.codes), -1, dtype=np.int64)
    known = np.flatnonzero(np.isfinite(order.moments.seconds) & (order.codes >= 0))
    known = known[np.lexsort((order.moments.seconds[known], order.codes[known]))]
    codes = order.codes[known]
    starts = np.searchsorted(codes, codes)
    found[known] = np.arange(len(known)) - starts
    return found


def _too_far(order: StepOrder, steps: Integers, rows: Integers) -> str:
    """What to say of the row of a series beyond its longest gap."""
    apart = np.diff(steps)
    gap = int(apart.argmax())
    row = rows[gap + 1] if 2 * (gap + 1) >= len(rows) else rows[gap]
    return (
        f"Row {row + 1} lies {counted(int(apart[gap]), 'step')} from the others of its series, too"
        f" far to be one of them: correct its {order.time!r}, or leave the row out."
    )


def _ranks(order: StepOrder) -> Integers:
    """Place of each row among the moments of all series."""
    _, ranks = np.unique(order.moments.seconds, return_inverse=True)
    return ranks.astype(np.int64)


def _means(values: Numbers, first: Integers) -> Numbers:
    """Mean of the known values of each run of rows, float64 [len(first), C]."""
    if len(first) == len(values):
        return values
    known = ~np.isnan(values)
    count = np.add.reduceat(known.astype(np.float64), first, axis=0)
    share = np.repeat(count, np.diff(np.append(first, len(values))), axis=0)
    parts = np.where(known, values, 0.0) / np.maximum(share, 1.0)  # before adding: no overflow
    total: Numbers = np.add.reduceat(parts, first, axis=0)
    return np.where(count > 0, total, np.nan)


def _notes(order: StepOrder, doubled: int, lost: int, steps: Steps) -> tuple[Note, ...]:
    notes = []
    if doubled:
        text = (
            f"{counted(doubled, 'row')} had the moment of another one: their values were averaged."
        )
        notes.append(Note("duplicate-steps", text, order.time or None, doubled))
    unreadable = int((~np.isfinite(order.moments.seconds) | (order.codes < 0)).sum())
    if lost > unreadable:
        text = f"{counted(lost - unreadable, 'row')} outside the calendar of the series left out."
        notes.append(Note("off-calendar", text, order.time or None, lost - unreadable))
    gaps = steps.rows < 0
    count = int(gaps.sum())
    if count:
        runs = int((np.diff(gaps.astype(np.int8)) == 1).sum())
        text = (
            f"{counted(count, 'time step')} in {counted(runs, 'gap')} are absent (the longest:"
            f" {counted(_longest(gaps), 'step')}); as input they take the value before them, as"
            " truth they never count."
        )
        notes.append(Note("gaps", text, order.time or None, count))
    return tuple(notes)


def missing_note(names: Sequence[str], steps: Steps) -> tuple[Note, ...]:
    """Steps that are there, but have no value of a target."""
    notes = []
    for place, name in enumerate(names):
        empty = np.isnan(steps.values[:, place]) & (steps.rows >= 0)
        count = int(empty.sum())
        if count:
            text = (
                f"{name}: {counted(count, 'time step')} without a value (the longest run:"
                f" {_longest(empty)}); as input they take the value before them, as truth they"
                " never count."
            )
            notes.append(Note("missing-steps", text, name, count))
    return tuple(notes)


def _longest(where: npt.NDArray[np.bool_]) -> int:
    """Length of the longest run of True."""
    padded = np.concatenate([[False], where, [False]]).astype(np.int8)
    edges = np.flatnonzero(np.diff(padded))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def filled_forward(values: Numbers, firsts: Integers) -> Numbers:
    """Each missing value replaced by the one before it in its series; NaN before the first."""
    here = np.arange(len(values))[:, None]
    known = ~np.isnan(values)
    start = np.repeat(firsts[:-1], np.diff(firsts))[:, None]
    last = np.maximum.accumulate(np.where(known, here, -1), axis=0)
    inside = last >= start
    filled: Numbers = np.take_along_axis(values, np.maximum(last, 0), axis=0)
    return np.where(inside, filled, np.nan)
