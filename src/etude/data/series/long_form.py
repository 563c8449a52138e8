"""Long tables of series: a row is a step, a column names the series it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from etude.data.scaling import Numbers
from etude.data.spellings import shown
from etude.data.strata import Integers, Mask
from etude.data.telling_names import did_you_mean, names_identifier, names_time, words_of
from etude.data.time_order import moments
from etude.errors import BadColumn, BadOption
from etude.records.series_form import SeriesForm

FEWEST_SERIES = 10
STEPS_A_SERIES = 5.0  # on average
READABLE = 0.99  # of the cells of a step column
DIFFERENT = 0.95  # of the rows: a step column tells the rows of a series apart
CONSTANT = 0.9  # of the series: a target that changes within fewer is a mistake in the data
EVEN, NEAR = 0.95, 0.05  # share of distances that are whole multiples of the usual, and how nearly
MOST_INSERTED = 1.0  # missing steps for each row that there is
_SERIES_WORDS = frozenset(("series", "sequence", "recording", "trial", "episode", "instance"))
_STEP_WORDS = frozenset(("t", "ts", "step", "timestep", "tick", "frame", "index", "position"))


@dataclass(frozen=True)
class Layout:
    """Where each row of a long table stands.

    codes:    int64 [N], the series of each row, counted by first appearance.
    names:    row number of the first row of each series, int64 [series].
    places:   int64 [N], the step of each row within its series, from 0; equal for duplicates.
    """

    codes: Integers
    names: Integers
    places: Integers


def find_long(frame: pl.DataFrame, targets: Sequence[str]) -> SeriesForm | None:
    """Series where they cannot be mistaken: a column named as an identifier whose values repeat,
    one named as a step or time that tells the rows of a series apart, and a target that stays the
    same within a series while other columns change.

    Raises: BadColumn where all this holds but for a target that changes within a few series.
    """
    if not targets or not set(targets) <= set(frame.columns):
        return None
    inputs = [name for name in frame.columns if name not in targets]
    for identifier in filter(_names_series, inputs):
        codes = series_codes(frame[identifier])[0]
        series = int(codes.max(initial=-1)) + 1
        if series < FEWEST_SERIES or frame.height < STEPS_A_SERIES * series:
            continue
        step = _step_column(frame, codes, [name for name in inputs if name != identifier])
        if not step or _changing(frame, identifier, targets[0]) > (1 - CONSTANT) * series:
            continue
        form = named_long(frame, targets, identifier, step)
        if form.channels:
            return form
    return None


def named_long(
    frame: pl.DataFrame, targets: Sequence[str], identifier: str, step: str
) -> SeriesForm:
    """The form of a table whose identifier the person named; step: "" where it is to be found.

    Raises: BadColumn where a column is absent, or a target changes within a series.
    """
    for name in (identifier, *([step] if step else [])):
        if name not in frame.columns:
            raise BadColumn(f'There is no column "{name}". {did_you_mean(name, frame.columns)}')
        if name in targets:
            raise BadOption(f'"{name}" is the target; it cannot name or order the series.')
    for target in set(targets) & set(frame.columns):
        _check_target(frame, identifier, target)
    codes = series_codes(frame[identifier])[0]
    own = {identifier, *targets}
    step = step or _step_column(frame, codes, [one for one in frame.columns if one not in own])
    inputs = [name for name in frame.columns if name not in own | {step}]
    varying = frame.group_by(identifier).agg(
        (pl.col(name).drop_nulls().n_unique() > 1) for name in inputs
    )
    channels = tuple(name for name in inputs if varying[name].any())
    if not step:
        return SeriesForm("long", channels, (), identifier)
    spacing = _spacing(codes, moments(frame[step]))
    return SeriesForm("long", channels, (), identifier, step, spacing, _are_dates(frame[step]))


def series_codes(identifiers: pl.Series) -> tuple[Integers, Integers]:
    """The series of each row, int64 [N], counted by first appearance, -1 without a name; and the
    first row of each series."""
    frame = identifiers.alias("id").to_frame().with_row_index("row")
    found = frame.select(pl.col("row").first().over("id").cast(pl.Int64)).to_series().to_numpy()
    first = np.where(identifiers.is_null().to_numpy(), -1, found)
    rows, codes = np.unique(first, return_inverse=True)
    nameless = len(rows) > 0 and rows[0] < 0
    return (codes - nameless).astype(np.int64), rows[1 if nameless else 0 :].astype(np.int64)


def layout_of(frame: pl.DataFrame, form: SeriesForm) -> Layout:
    """The place of every row; the frame has no row without a series or a readable step."""
    codes, names = series_codes(frame[form.identifier])
    when = moments(frame[form.step]) if form.step else np.arange(frame.height, dtype=np.float64)
    order = np.lexsort((when, codes))
    series = codes[order]
    new = np.diff(series, prepend=-1) != 0
    distances = np.where(new, 0.0, np.diff(when[order], prepend=0.0))
    places = _summed(np.sign(distances), new)
    if form.spacing > 0:
        # Each distance is rounded for itself, so that a clock that drifts makes no gap.
        steps = np.maximum(np.rint(distances / form.spacing), np.sign(distances))
        spaced = _summed(steps, new)
        if spaced[_lasts(new)].sum() <= (1 + MOST_INSERTED) * len(series):
            places = spaced
    back = np.empty(len(order), np.int64)
    back[order] = places.astype(np.int64)
    return Layout(codes, names, back)


def _summed(steps: Numbers, new: Mask) -> Numbers:
    """Sums of the steps from the beginning of each series on."""
    total = np.cumsum(steps)
    starts = np.flatnonzero(new)
    sizes = np.diff(np.append(starts, len(steps)))
    summed: Numbers = total - np.repeat(total[starts], sizes)
    return summed


def _lasts(new: Mask) -> Integers:
    """Places of the last row of each series."""
    return np.append(np.flatnonzero(new)[1:], len(new)) - 1


def _names_series(name: str) -> bool:
    words = words_of(name)
    return names_identifier(name) or (bool(words) and words[-1] in _SERIES_WORDS)


def _step_column(frame: pl.DataFrame, codes: Integers, names: Sequence[str]) -> str:
    """The first column named as a step or a time that tells the rows of a series apart, or ""."""
    for name in names:
        words = words_of(name)
        if not ((words and words[-1] in _STEP_WORDS) or names_time(name)):
            continue
        when = moments(frame[name])
        if np.isfinite(when).mean() < READABLE:
            continue
        pairs = pl.DataFrame({"series": codes, "when": when}).n_unique()
        if pairs >= DIFFERENT * frame.height:
            return name
    return ""


def _are_dates(steps: pl.Series) -> bool:
    if steps.dtype != pl.String:
        return steps.dtype.is_temporal()
    return steps.cast(pl.Float64, strict=False).null_count() > len(steps) / 2


def _changing(frame: pl.DataFrame, identifier: str, target: str) -> int:
    """Series within which the target changes."""
    values = frame.group_by(identifier).agg(pl.col(target).drop_nulls().n_unique())
    return int((values[target] > 1).sum())


def _check_target(frame: pl.DataFrame, identifier: str, target: str) -> None:
    labels = frame.group_by(identifier, maintain_order=True).agg(
        pl.col(target).drop_nulls().unique(maintain_order=True)
    )
    several = labels.filter(pl.col(target).list.len() > 1)
    if not several.height:
        return
    name, values = several.row(0)
    words = " and ".join(shown(value) for value in values[:2])
    raise BadColumn(
        f'The target "{target}" changes within {several.height:,} series, first in {identifier}'
        f" {shown(name)} ({words}); a series has one: correct the rows, or name another column"
        f" with --series-id."
    )


def _spacing(codes: Integers, when: Numbers) -> float:
    """The usual distance of neighbouring steps, where nearly all are whole multiples of it."""
    order = np.lexsort((when, codes))
    distances = np.diff(when[order])[np.diff(codes[order]) == 0]
    distances = distances[np.isfinite(distances) & (distances > 0)]
    if not len(distances):
        return 0.0
    usual = float(np.median(distances))
    multiples = distances / usual
    near = np.abs(multiples - np.rint(multiples)) <= NEAR
    even = bool((near & (multiples > NEAR)).mean() >= EVEN)
    return usual if even else 0.0
