"""Whether time orders the rows: which column says when, and where the newest rows begin."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.telling_names import names_time

SORTED_SHARE = 0.99  # of neighbouring rows
READABLE_SHARE = 0.99
ONE_RUN = 0.9  # correlation of ranks; about 0 for many series one below the other
MOMENTS, MOMENTS_SHARE = 20, 0.01  # a time column takes more different values than both
PEEK = 200

DATES = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y",
)  # fmt: skip
SHAPE = (  # what every cell has that one of these may read: a look costs less than the formats
    r"^(?:\d{1,4}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d|\d{1,2}[\s-]*\p{L}{3,}[\s-]*\d{4}"
    r"|\p{L}{3,}\s*\d{1,2}\s*,\s*\d{4})"
)
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S%.f", " %I:%M %p", " %I:%M:%S %p")

Numbers = npt.NDArray[np.float64]


def find_time_column(frame: pl.DataFrame) -> str | None:
    """The first column of real dates by which the rows are sorted, up or down; None without one.

    Blind: plain numbers, and dates that begin anew for each of several series, even when they are
    sorted (see `possible_time_column`).
    """
    for name in frame.columns:
        if any(_is_sorted(values) and _is_one_run(values) for values in _dates(frame[name])):
            return name
    return None


def possible_time_column(frame: pl.DataFrame) -> str | None:
    """The first column that may order the rows, so that the person should be asked: sorted numbers
    whose name speaks of time, or dates sorted within each of several series."""
    for name in frame.columns:
        column = frame[name]
        if any(_is_sorted(values) for values in _dates(column)):
            return name
        if names_time(name) and _is_sorted(_plain_numbers(column)):
            return name
    return None


def moments(column: pl.Series) -> Numbers:
    """When each row happened: float64 [N], larger is later, NaN where it cannot be read.

    Dates count in microseconds; a column of plain numbers is taken as it is.
    """
    read = [*_dates(column), _plain_numbers(column)]
    return max(read, key=lambda one: (np.isfinite(one).sum(), _sortedness(one)))


def newest_from(sorted_moments: Numbers, wanted: int) -> int | None:
    """Place at which the newest rows begin, about ``wanted`` of them; rows of one moment stay
    together. None where no such place leaves between half and 98 % of the rows before it.

    In: float64 [N], ascending.
    """
    rows = len(sorted_moments)
    moment = sorted_moments[rows - wanted]
    places = [int(np.searchsorted(sorted_moments, moment, side)) for side in ("left", "right")]
    fitting = [place for place in places if rows / 2 <= place <= min(0.98 * rows, rows - 1)]
    return min(fitting, key=lambda place: abs(place - (rows - wanted)), default=None)


def _is_sorted(values: Numbers) -> bool:
    known = np.isfinite(values)
    if not len(values) or known.mean() < READABLE_SHARE or _sortedness(values) < SORTED_SHARE:
        return False
    return len(np.unique(values[known])) > max(MOMENTS, MOMENTS_SHARE * len(values))


def _is_one_run(values: Numbers) -> bool:
    """Whether place and moment go together over the whole table, by correlation of ranks."""
    known = values[np.isfinite(values)]
    ordered = np.sort(known)
    ranks = np.searchsorted(ordered, known, "left") + np.searchsorted(ordered, known, "right")
    return abs(float(np.corrcoef(ranks, np.arange(len(known)))[0, 1])) >= ONE_RUN


def _sortedness(values: Numbers) -> float:
    steps = np.diff(values[np.isfinite(values)])
    return max(float((steps >= 0).mean()), float((steps <= 0).mean())) if len(steps) else 0.0


def _dates(column: pl.Series) -> list[Numbers]:
    """Every way in which nearly all cells read as dates; 03/04/2020 has two."""
    if column.dtype in (pl.Date, pl.Datetime):
        return [_microseconds(column)]
    if column.dtype != pl.String:
        return []
    peek = _plain_dates(column.drop_nulls().head(PEEK))
    formats = [one for one in _formats() if _reads(peek, one)] if _is_shaped(peek) else []
    cells = _plain_dates(column) if formats else column
    return [_microseconds(_parsed(cells, one)) for one in formats]


def _formats() -> Iterable[str]:
    return (date + clock for date in DATES for clock in CLOCKS)


def _is_shaped(peek: pl.Series) -> bool:
    return int(peek.str.contains(SHAPE).sum()) >= READABLE_SHARE * len(peek)


def _reads(peek: pl.Series, date_format: str) -> bool:
    return len(peek) > 0 and _parsed(peek, date_format).count() >= READABLE_SHARE * len(peek)


def _parsed(cells: pl.Series, date_format: str) -> pl.Series:
    if "%H" in date_format or "%I" in date_format:
        return cells.str.to_datetime(date_format, strict=False, time_unit="us")
    return cells.str.to_date(date_format, strict=False)


def _plain_dates(cells: pl.Series) -> pl.Series:
    """Write 2020-01-31T10:00:00Z as 2020-01-31 10:00:00, and the month 2020-01 as its first day."""
    cells = cells.str.strip_chars()
    cells = cells.str.replace(r"^(\d{4}-\d{2}-\d{2})T", "$1 ")
    cells = cells.str.replace(r"(:\d{2}(?:\.\d+)?) ?(?:Z|UTC|[+-]\d{2}:?\d{2})$", "$1")
    return cells.str.replace(r"^(\d{4})-(\d{1,2})$", "$1-$2-01")


def _microseconds(column: pl.Series) -> Numbers:
    ticks = column.cast(pl.Datetime("us")).cast(pl.Int64)
    return ticks.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _plain_numbers(column: pl.Series) -> Numbers:
    numbers = column.cast(pl.Float64, strict=False)
    return numbers.fill_null(float("nan")).to_numpy()
