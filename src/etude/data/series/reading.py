"""From a table of steps to a table of series: one row a series, a list column a channel.

The cells stay as they were written: what they mean is found out after the test rows are sealed.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from etude.data.reading import RawTable
from etude.data.series.long_form import Layout, find_long, layout_of, named_long
from etude.data.series.wide_form import (
    FEWEST_STEPS,
    Stem,
    find_wide,
    likely_wide,
    numbers_in_order,
    stems_of,
    wide_form,
)
from etude.data.telling_names import did_you_mean
from etude.data.time_order import moments
from etude.errors import BadColumn, BadOption, UnreadableData
from etude.records.figures import counted
from etude.records.note import Note
from etude.records.series_form import SeriesForm

_OVERRULE = "--kind table reads every row for itself"


def recognised_series(
    raw: RawTable,
    targets: Sequence[str],
    *,
    kind: str = "",
    identifier: str = "",
    step: str = "",
) -> RawTable:
    """The table with one row a series where its rows make up series, else the table itself.

    In:     kind: ``series`` where the person says so, "" where it is to be recognised; any other
            kind leaves the table as it is. identifier: the column that names the series of a long
            table. step: the column that orders its steps.
    Raises: BadOption where series are asked for and none are found; BadColumn for a column that is
            absent, or a target that changes within a series.
    """
    if kind not in ("", "series"):
        return raw
    form = _form(raw, targets, kind == "series", identifier, step)
    if form is not None:
        series = read_series(raw, form)
        note = _series_note(form, series.frame.height, raw.frame.height)
        return replace(series, notes=(note, *series.notes))
    stem = likely_wide(raw.frame, _inputs(raw, targets))
    return raw if stem is None else replace(raw, notes=(*raw.notes, _hint(stem)))


def read_series(raw: RawTable, form: SeriesForm) -> RawTable:
    """The table with one row a series, in the order in which the series first appear.

    Out:    columns: each channel a list of cells, then every other column, with its first value of
            a series. Steps of a long table in their order: the last of several rows of one step,
            an empty cell for a step that is missing where steps are evenly spaced.
    Raises: BadColumn where a column of the form is absent; UnreadableData where no row is left.
    """
    _check_present(raw, form)
    if form.layout == "wide":
        return _wide(raw, form)
    frame, notes = _placed_rows(raw, form)
    layout = layout_of(frame, form)
    series = _long(frame, form, layout)
    return replace(
        raw, frame=series, notes=(*raw.notes, *notes, *_order_notes(layout, form)), series=form
    )


def _series_note(form: SeriesForm, series: int, rows: int) -> Note:
    """How the table was understood, for the one who reads it for the first time."""
    many = len(form.channels)
    named = ", ".join(form.channels[:6]) + (" and more" if many > 6 else "")
    what = f"{counted(many, 'channel')} ({named})"
    if form.layout == "wide":
        steps = max(len(columns) for columns in form.columns)
        first, last = form.columns[0][0], form.columns[0][-1]
        text = (
            f"Every row was read as one series of {counted(steps, 'step')} ({first} to {last}) with"
            f" {what}; {_OVERRULE}."
        )
    else:
        order = f'ordered by "{form.step}"' if form.step else "in the order of their rows"
        text = (
            f"{counted(rows, 'row')} were read as {series:,} series named by"
            f' "{form.identifier}", {order}, with {what}; {_OVERRULE}.'
        )
    return Note("series", text, form.identifier or None, series)


def _form(
    raw: RawTable, targets: Sequence[str], asked: bool, identifier: str, step: str
) -> SeriesForm | None:
    if identifier:
        return _named_form(raw, targets, asked, identifier, step)
    names = _inputs(raw, targets)
    form = find_long(raw.frame, targets) or find_wide(raw.frame, names)
    if form is not None or not asked:
        return form
    stems = stems_of(names)
    stems = stems or numbers_in_order(raw.frame, names)
    if stems:
        return wide_form(stems, names)
    raise BadOption(
        f"No series were found in {raw.name}: name the column that says which series a row belongs"
        f" to with --series-id COLUMN, or give the steps as columns t0, t1, t2 ... of a row"
        f" (at least {FEWEST_STEPS}); the coming steps of one long series are asked for with"
        f" --forecast STEPS."
    )


def _named_form(
    raw: RawTable, targets: Sequence[str], asked: bool, identifier: str, step: str
) -> SeriesForm:
    """Series whose identifier the person named: long, or wide where it names every row apart."""
    _check_named(raw, identifier, step)
    names = [name for name in _inputs(raw, targets) if name != identifier]
    stems = stems_of(names) if asked else []
    if stems and not raw.frame[identifier].is_duplicated().any():
        return wide_form(stems, names, identifier)
    form = named_long(raw.frame, targets, identifier, step)
    if not form.channels:
        raise BadColumn(
            f'No column of {raw.name} changes within the series that "{identifier}" names, so that'
            f" they have no steps to read; name another column with --series-id."
        )
    return form


def _check_named(raw: RawTable, identifier: str, step: str) -> None:
    for name in (identifier, *([step] if step else [])):
        if name not in raw.frame.columns:
            near = did_you_mean(name, raw.frame.columns)
            raise BadColumn(f'{raw.name} has no column "{name}". {near}')


def _inputs(raw: RawTable, targets: Sequence[str]) -> list[str]:
    return [name for name in raw.frame.columns if name not in targets]


def _hint(stem: Stem) -> Note:
    text = (
        f"{stem.columns[0]} to {stem.columns[-1]} look like the {len(stem.columns)} steps of a"
        " series; --kind series reads them so."
    )
    return Note("series-hint", text, None, len(stem.columns))


def _check_present(raw: RawTable, form: SeriesForm) -> None:
    needed = [name for columns in form.columns for name in columns]
    if form.layout == "long":
        needed = [form.identifier, *([form.step] if form.step else []), *form.channels]
    for name in needed:
        if name not in raw.frame.columns:
            near = did_you_mean(name, raw.frame.columns)
            raise BadColumn(f'{raw.name} has no column "{name}", which its series need. {near}')


def _wide(raw: RawTable, form: SeriesForm) -> RawTable:
    used = [name for columns in form.columns for name in columns]
    channels = [
        _one_type(raw.frame.select(columns))
        .select(pl.concat_list(pl.all()).alias(name))
        .to_series()
        for name, columns in zip(form.channels, form.columns, strict=True)
    ]
    frame = pl.DataFrame([*channels, *raw.frame.drop(used).get_columns()])
    return replace(raw, frame=frame, series=form)


def _one_type(cells: pl.DataFrame) -> pl.DataFrame:
    """Numbers where all columns are numbers, else everything as it was written."""
    numeric = all(dtype.is_numeric() or dtype == pl.Boolean for dtype in cells.dtypes)
    return cells.cast(pl.Float64 if numeric else pl.String)


def _placed_rows(raw: RawTable, form: SeriesForm) -> tuple[pl.DataFrame, list[Note]]:
    """The rows that say which series and which step they are."""
    frame, notes = raw.frame, []
    named = frame[form.identifier].is_not_null()
    if not named.all():
        count = int((~named).sum())
        text = f'{counted(count, "row")} without a value of "{form.identifier}" left out.'
        notes.append(Note("series-unnamed", text, form.identifier, count))
        frame = frame.filter(named)
    if form.step:
        known = pl.Series(np.isfinite(moments(frame[form.step])), dtype=pl.Boolean)
        if not known.all():
            count = int((~known).sum())
            text = f'{counted(count, "row")} whose "{form.step}" cannot be read left out.'
            notes.append(Note("steps-unread", text, form.step, count))
            frame = frame.filter(known)
    if not frame.height:
        raise UnreadableData(
            f'No row of {raw.name} has both a series ("{form.identifier}") and a step'
            f' ("{form.step}"); check these columns.'
        )
    return frame, notes


def _long(frame: pl.DataFrame, form: SeriesForm, layout: Layout) -> pl.DataFrame:
    """One row a series: lists of the channels, the first known value of every other column."""
    series = len(layout.names)
    lengths = np.zeros(series, np.int64)
    np.maximum.at(lengths, layout.codes, layout.places + 1)
    starts = np.cumsum(lengths) - lengths
    chosen = np.full(int(lengths.sum()), -1)
    chosen[starts[layout.codes] + layout.places] = np.arange(frame.height)  # the last one stays
    rows = pl.Series(chosen, dtype=pl.Int64).replace(-1, None)
    steps = frame.select(pl.col(form.channels).gather(rows))
    steps = steps.with_columns(pl.Series("__series__", np.repeat(np.arange(series), lengths)))
    lists = steps.group_by("__series__", maintain_order=True).agg(pl.all()).drop("__series__")
    other = [name for name in frame.columns if name not in {form.step, *form.channels}]
    single = frame.select(other).with_columns(pl.Series("__series__", layout.codes))
    firsts = single.group_by("__series__", maintain_order=True).agg(pl.all().drop_nulls().first())
    return pl.concat([lists, firsts.drop("__series__")], how="horizontal")


def _order_notes(layout: Layout, form: SeriesForm) -> list[Note]:
    """What was done to the order of the steps."""
    pairs = pl.DataFrame({"series": layout.codes, "place": layout.places})
    notes = []
    same = np.diff(layout.codes) == 0
    back = int((same & (np.diff(layout.places) < 0)).sum())
    if back:
        text = f'Steps were put in order by "{form.step}" ({counted(back, "step")} stood before an'
        notes.append(Note("steps-sorted", f"{text} earlier one).", form.step, back))
    present = pairs.n_unique()
    if present < pairs.height:
        count = pairs.height - present
        text = f"{counted(count, 'row')} of a step that occurs again in its series: the last stays."
        notes.append(Note("steps-repeated", text, form.step, count))
    whole = int(pairs.group_by("series").agg(pl.col("place").max() + 1)["place"].sum())
    if whole > present:
        count = whole - present
        text = f'{counted(count, "step")} missing between others by "{form.step}": left empty.'
        notes.append(Note("steps-missing", text, form.step, count))
    return notes
