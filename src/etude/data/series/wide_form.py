"""Wide tables of series: a row is a series; columns of one stem and running numbers, its steps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import polars.selectors as cs

from etude.data.scaling import Numbers
from etude.data.telling_names import names_time, words_of
from etude.records.series_form import SeriesForm

FEWEST_STEPS = 8
HALF = 0.5  # of the cells: a column of numbers
LOOK = 2000  # rows that smoothness is measured on
# Mean squared step over twice the variance, of each row: 1 where the order of the columns means
# nothing, 0.02-0.2 for power curves and movements. Source: von Neumann 1941.
SMOOTH = 0.5
VERY_SMOOTH = 0.25
_STEP_WORDS = frozenset(("t", "ts", "step", "steps", "timestep", "timesteps", "tick", "frame"))
_NUMBERED = re.compile(r"(.*?)[\s_.\-\[(]*(\d+)[\])]?", re.DOTALL)
NAMELESS = "value"  # the channel whose columns are called 0, 1, 2 ...


@dataclass(frozen=True)
class Stem:
    """Columns whose names differ by a running number only, in the order of the numbers.

    running: whether no number is left out.
    """

    name: str
    columns: tuple[str, ...]
    running: bool

    @property
    def tells_time(self) -> bool:
        """Whether the name says that the numbers count steps: t0, acc_x_t0, hour_1, 0."""
        words = words_of(self.name)
        return not self.name or bool(words and (words[-1] in _STEP_WORDS or names_time(words[-1])))


def stems_of(names: Sequence[str]) -> list[Stem]:
    """Stems with at least 8 numbered columns, in the order of the table."""
    found: dict[str, dict[int, str]] = {}
    for name in names:
        match = _NUMBERED.fullmatch(name)
        if match is not None:
            found.setdefault(match[1], {}).setdefault(int(match[2]), name)
    stems = []
    for stem, columns in found.items():
        numbers = sorted(columns)
        if len(numbers) >= FEWEST_STEPS:
            running = numbers[-1] - numbers[0] == len(numbers) - 1
            stems.append(Stem(stem, tuple(columns[one] for one in numbers), running))
    return stems


def find_wide(frame: pl.DataFrame, names: Sequence[str]) -> SeriesForm | None:
    """Series where they cannot be mistaken: running numbers after a stem that tells time, most of
    the input columns, numbers that hardly change from one to the next.

    In: names: the input columns. Blind: a series whose steps jump at random from one to the next.
    """
    stems = [one for one in stems_of(names) if one.running and one.tells_time]
    steps = sum(len(one.columns) for one in stems)
    if 2 * steps < len(names) or not stems:
        return None
    if any(_roughness(frame, one) > SMOOTH for one in stems):
        return None
    return wide_form(stems, names)


def likely_wide(frame: pl.DataFrame, names: Sequence[str]) -> Stem | None:
    """Columns that may be the steps of a series, by their name or their numbers, so that the person
    should be asked."""
    for stem in stems_of(names):
        if stem.running and (stem.tells_time or _roughness(frame, stem) <= VERY_SMOOTH):
            return stem
    return None


def numbers_in_order(frame: pl.DataFrame, names: Sequence[str]) -> list[Stem]:
    """All columns of numbers as the steps of one channel, where they are at least 8."""
    some = frame.select(names).head(LOOK)
    known = ~np.isnan(_numbers(some))
    columns = [name for name, share in zip(names, known.mean(axis=0), strict=True) if share > HALF]
    return [Stem("", tuple(columns), True)] if len(columns) >= FEWEST_STEPS else []


def wide_form(stems: Sequence[Stem], names: Sequence[str], identifier: str = "") -> SeriesForm:
    """The form of a table whose channels are these stems."""
    other = set(names).difference(*(one.columns for one in stems))
    channels = []
    for stem in stems:
        name = stem.name.rstrip(" _.-[(") or NAMELESS
        while name in other or name in channels:
            name += "_"
        channels.append(name)
    return SeriesForm("wide", tuple(channels), tuple(one.columns for one in stems), identifier)


def _roughness(frame: pl.DataFrame, stem: Stem) -> float:
    """Median over the rows of the mean squared step over twice the variance; 1 where no row
    varies, or the columns hold no numbers."""
    values = _numbers(frame.select(stem.columns).head(LOOK))
    if np.isnan(values).mean() > HALF:
        return 1.0
    size = np.nanmax(np.abs(values), axis=1, initial=0.0, keepdims=True)
    values = values / np.where(size > 0, size, 1.0)
    varying = values[np.nanmax(values, axis=1, initial=-1.0) > np.nanmin(values, axis=1, initial=1)]
    if not len(varying):
        return 1.0
    with np.errstate(invalid="ignore"):
        steps = np.nanmean(np.diff(varying, axis=1) ** 2, axis=1)
        return float(np.nanmedian(steps / (2 * np.nanvar(varying, axis=1))))


def _numbers(frame: pl.DataFrame) -> Numbers:
    numeric = frame.with_columns(
        cs.temporal().cast(pl.String), cs.string().str.replace(",", ".", literal=True)
    )
    cells = numeric.select(pl.all().cast(pl.Float64, strict=False).fill_null(float("nan")))
    values = cells.to_numpy()
    return np.where(np.isfinite(values), values, np.nan)
