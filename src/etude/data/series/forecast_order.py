"""When and whose each row of a table of time steps is, before anything is learned from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.series.moments import Moments, read_moments
from etude.data.spellings import RESERVED, listed, text_of
from etude.data.telling_names import did_you_mean, names_time
from etude.errors import BadColumn, BadOption, UnreadableData
from etude.records.figures import counted
from etude.records.note import Note

REPEATED = 0.3  # of the rows share their moment with an earlier one: several series, or a mistake
MOST_SERIES_SHARE = 0.34  # of the rows: a series has three of them on average at least
UNIQUE = 0.98  # of the rows have a moment of their own within their series

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class StepOrder:
    """Whose and when each row is.

    time, series: names of the columns, "" where there are none: then rows count as they stand,
             and there is one series.
    moments: of each row. codes: int64 [N], which series, -1 where none is named.
    names:   of the series, in the order of their codes.
    """

    time: str
    series: str
    moments: Moments
    codes: Integers
    names: tuple[str, ...]


def read_order(frame: pl.DataFrame, *, time: str, series: str) -> StepOrder:
    """The order of rows whose columns of time and of series are settled.

    In:     time, series: their names, "" where there are none, so that none is looked for.
    Raises: UnreadableData where the column of time cannot be read, or no row names its series.
    """
    moments = read_moments(frame[time]) if time else _rows_as_they_stand(frame)
    if moments is None:
        raise UnreadableData(
            f"Column {time!r} cannot be read as the dates, times or counts that it held when the"
            " steps were set aside: correct its cells."
        )
    codes, names = _codes(frame, series)
    if not names:
        raise UnreadableData(
            f"No row has a value of {series!r}, which says whose step it is: fill it in."
        )
    return StepOrder(time, series, moments, codes, names)


def find_order(
    frame: pl.DataFrame, targets: Sequence[str], *, time: str = "", series: str = ""
) -> tuple[StepOrder, tuple[Note, ...]]:
    """Find the column of time and the one that names the series, unless they are given.

    In:     raw rows; time, series: as the person named them, "" where they are to be found.
    Out:    the order of the rows, and a note on what was found and how to overrule it.
    Raises: BadColumn for a column that is absent; BadOption where --time cannot be read as time.
    Blind:  of several columns of dates the first is taken.
    """
    inputs = [name for name in frame.columns if name not in (*targets, *RESERVED)]
    for option, name in (("--time", time), ("--series-id", series)):
        if name and name not in inputs:
            raise BadColumn(
                f'There is no column "{name}" for {option}. {did_you_mean(name, inputs)}'
            )
    candidates = [name for name in inputs if name != series]
    found, moments = _time_column(frame, candidates, time)
    notes = [_time_note(found, asked=bool(time))]
    if not series:
        series = _series_column(frame, [one for one in inputs if one != found], moments)
        if series:
            notes.append(_series_note(series, frame[series].n_unique()))
    codes, names = _codes(frame, series)
    return StepOrder(found, series, moments, codes, names), tuple(notes)


def _time_column(frame: pl.DataFrame, names: Sequence[str], asked: str) -> tuple[str, Moments]:
    if asked:
        moments = read_moments(frame[asked])
        if moments is None:
            raise BadOption(
                f"Column {asked!r} cannot be read as dates, times or a count; name another --time."
            )
        return asked, moments
    for name in sorted(names, key=lambda one: not names_time(one)):
        moments = read_moments(frame[name])
        if moments is not None:
            return name, moments
    return "", _rows_as_they_stand(frame)


def _rows_as_they_stand(frame: pl.DataFrame) -> Moments:
    return Moments(np.arange(frame.height, dtype=np.float64), "number", is_count=True)


def _time_note(name: str, *, asked: bool) -> Note:
    if name:
        how = "as asked" if asked else "name another with --time"
        return Note("time", f"Time steps are ordered by {name!r} ({how}).", name)
    text = (
        "No column says when a row was, so that rows are taken as steps in the order in which they"
        " stand; name a column with --time if there is one."
    )
    return Note("no-time", text)


def _series_column(frame: pl.DataFrame, names: Sequence[str], moments: Moments) -> str:
    """The column that tells apart the rows of one moment, where many rows share theirs."""
    seconds = pl.Series("seconds", moments.seconds)
    if seconds.n_unique() > (1 - REPEATED) * len(seconds):
        return ""
    for name in names:
        if frame[name].dtype.is_float() or frame[name].n_unique() > MOST_SERIES_SHARE * len(frame):
            continue
        pairs = pl.DataFrame({"series": frame[name], "seconds": seconds})
        if pairs.n_unique() >= UNIQUE * len(frame):
            return name
    return ""


def _series_note(name: str, count: int) -> Note:
    text = (
        f"Many rows share a moment and {name!r} tells them apart: {count} series, one for each of"
        f" its values (name another column with --series-id)."
    )
    return Note("panel", text, name, count)


def _codes(frame: pl.DataFrame, series: str) -> tuple[Integers, tuple[str, ...]]:
    if not series:
        return np.zeros(frame.height, dtype=np.int64), ("",)
    cells = text_of(frame[series])
    names = tuple(cells.drop_nulls().unique().sort().to_list())
    ranks = {name: code for code, name in enumerate(names)}
    codes = cells.replace_strict(ranks, default=-1, return_dtype=pl.Int64)
    return codes.fill_null(-1).to_numpy(), names


def unplaced_note(order: StepOrder) -> tuple[Note, ...]:
    """Rows that belong to no moment or series, which are left out."""
    lost = int((~np.isfinite(order.moments.seconds) | (order.codes < 0)).sum())
    if not lost:
        return ()
    names = listed([name for name in (order.time, order.series) if name])
    text = f"{counted(lost, 'row')} without a readable value of {names} left out."
    return (Note("unplaced-rows", text, order.time or None, lost),)
