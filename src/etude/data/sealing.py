"""Sealing: the test rows are set aside before anything has been learned from the data.

It works on raw cells, before types are known, so that nothing that is inferred, surveyed or cleaned
has seen a test row. The draw is keyed by the data's own fingerprint: another ``--seed`` seals the
same rows.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import polars.selectors as cs

from etude.data.clusters import Grouping, equal_rows, named_groups
from etude.data.raw_target import missing_targets, raw_strata
from etude.data.reading import RawTable, write_frame
from etude.data.spellings import CLUSTER, ROW
from etude.data.strata import Integers, Mask, take
from etude.data.telling_names import did_you_mean
from etude.data.time_order import find_time_column, moments, newest_from, possible_time_column
from etude.errors import BadColumn, BadOption, SealBroken, UnreadableData
from etude.records.figures import counted
from etude.records.note import Note
from etude.records.series_form import SeriesForm
from etude.records.split import Order

SMALL_ROWS, SMALL_SHARE = 300, 0.25
USUAL_ROWS, USUAL_SHARE = 3000, 0.15  # in between the share falls on a line
FEWEST_ROWS = 10
FEWEST_MOMENTS = 20  # fewer are seasons, too few units to compare by
SEALED_FOLDER, TEST_FILE, HASH_FILE = "sealed", "test.arrow", "test.sha256"
OPENED_FILE = "opened.json"

ORDERS = ("auto", "random", "time")


@dataclass(frozen=True)
class SplitFacts:
    """What sealing found out about the rows, in plain values that can be written down.

    order:       ``given`` where the person gave the test or validation rows, else ``time`` or
                 ``random``.
    by_time:     whether the development rows stand in the order of time, the oldest first.
    time_column: the column that orders them, None where none does.
    grouped:     whether some clusters hold more than one row.
    test:        sealed rows.
    validation_from: row number from which rows are the person's own validation rows, or None.
    seed:        48 bits of the fingerprint's hash.
    reason:      the rule and the numbers that chose the test rows.
    series_column: the column that names the series of a forecast, None where there is one.
    series:      how the rows were read as series, one row each; None where they are no series.
    """

    order: Order
    by_time: bool
    time_column: str | None
    grouped: bool
    test: int
    validation_from: int | None
    seed: int
    reason: str
    series_column: str | None = None
    series: SeriesForm | None = None


@dataclass(frozen=True)
class Sealing:
    """The rows on both sides of the seal.

    development, test: raw columns with ``__row__`` (int64, row number in the source from 0;
                 validation rows, then test rows of files of their own count on from there) and
                 ``__cluster__`` (int64, rows that belong together).
    """

    development: pl.DataFrame
    test: pl.DataFrame
    facts: SplitFacts
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class _Pool:
    """All rows before the draw: ``frame`` of the source's own rows, then validation, then test."""

    frame: pl.DataFrame
    own: int
    validation: int
    targets: tuple[str, ...]
    series: SeriesForm | None
    seed: int
    notes: tuple[Note, ...]

    @property
    def inputs(self) -> pl.DataFrame:
        names = [self.series.identifier] if self.series and self.series.identifier else []
        return self.frame.drop(*self.targets, *names)

    @property
    def seen(self) -> int:
        """Rows that are not of a given test file."""
        return self.own + self.validation

    @property
    def has_test(self) -> bool:
        return self.seen < self.frame.height


@dataclass(frozen=True)
class _Timing:
    """``when`` float64 [own rows], the moment of each, -inf where unknown; ``newest`` bool [own
    rows], those to be sealed."""

    column: str
    when: npt.NDArray[np.float64]
    newest: Mask


def seal(
    raw: RawTable,
    targets: Sequence[str],
    *,
    group: str | None = None,
    time: str | None = None,
    order: str = "auto",
    test: RawTable | None = None,
    validation: RawTable | None = None,
) -> Sealing:
    """Set the test rows aside.

    In:     targets: the first one stratifies. group: column whose equal values stay together.
            time: column that says when a row happened. order: ``auto`` (by time where a column of
            dates orders the rows), ``random``, or ``time``. test, validation: the person's own.
    Out:    15 % of the rows sealed (25 % at 300 rows and fewer), stratified, whole clusters on one
            side; or the newest ones, rows of one moment together. Rows without a target are shared
            out like the others.
    Raises: BadColumn, BadOption, UnreadableData (fewer than 10 rows with a target).
    Blind:  with both ``time`` and ``group`` the newest rows are sealed, so that a group may lie on
            both sides; equal rows of a given test file are counted and left there.
    """
    _check_options(raw, targets, group, time, order)
    pool = _pooled(raw, tuple(targets), validation, test)
    timing, time_notes = _timing(pool, time, order)
    grouping = _grouping(pool, group, timing)
    sealed = _sealed_rows(pool, timing, grouping)
    facts = _facts(pool, timing, grouping, int(sealed.sum()))
    frame = pool.frame.with_columns(
        pl.Series(ROW, np.arange(pool.frame.height)), pl.Series(CLUSTER, grouping.clusters)
    )
    notes = (*pool.notes, *time_notes, *grouping.notes, *_twins(pool, grouping, group is not None))
    development = frame[_development_order(pool, timing, sealed)]
    return Sealing(development, frame.filter(sealed), facts, notes)


def write_sealed(frame: pl.DataFrame, folder: str | Path) -> str:
    """Write the test rows to ``folder/sealed`` with their SHA-256, which is returned.

    Raises: SealBroken if test rows were opened there before.
    """
    sealed = Path(folder) / SEALED_FOLDER
    if (sealed / OPENED_FILE).exists():
        raise SealBroken(f"The test rows in {sealed} were opened; they cannot be sealed again.")
    sealed.mkdir(parents=True, exist_ok=True)
    write_frame(frame, sealed / TEST_FILE)
    digest = hashlib.sha256((sealed / TEST_FILE).read_bytes()).hexdigest()
    (sealed / HASH_FILE).write_text(digest + "\n", encoding="ascii")
    return digest


def sealed_share(rows: int) -> float:
    """Share of the rows that is sealed: 25 % up to 300 rows, 15 % from 3,000, a line between."""
    return float(np.interp(rows, [SMALL_ROWS, USUAL_ROWS], [SMALL_SHARE, USUAL_SHARE]))


def _check_options(
    raw: RawTable, targets: Sequence[str], group: str | None, time: str | None, order: str
) -> None:
    if not targets:
        raise BadOption(_no_target(raw))
    if order not in ORDERS:
        raise BadOption(f"The order must be one of {', '.join(ORDERS)}, however: {order!r}.")
    if order == "random" and time is not None:
        raise BadOption(f"Rows cannot be ordered at random and by {time!r}; leave one out.")
    for name in (*targets, *(one for one in (group, time) if one is not None)):
        if name not in raw.frame.columns:
            near = did_you_mean(name, raw.frame.columns)
            raise BadColumn(f'{raw.name} has no column "{name}". {near}')
    if both := [name for name in targets if name in (group, time)]:
        raise BadOption(f"Column {both[0]!r} is a target; it cannot order or group the rows.")
    labelled = raw.frame.height - int(missing_targets(raw.frame[targets[0]]).sum())
    if labelled < FEWEST_ROWS:
        rows = counted(labelled, "row")
        raise UnreadableData(
            f'{raw.name} has {rows} with a value of "{targets[0]}"; at least {FEWEST_ROWS} are'
            f" needed to learn and to judge."
        )


def _no_target(raw: RawTable) -> str:
    columns = did_you_mean("", raw.frame.columns)
    return f"Say which column of {raw.name} is to be predicted with --target. {columns}"


def _pooled(
    raw: RawTable, targets: tuple[str, ...], validation: RawTable | None, test: RawTable | None
) -> _Pool:
    frames, notes = [raw.frame], []
    for given in (validation, test):
        if given is not None:
            frame, found = _aligned(given, raw, targets)
            frames.append(frame)
            notes += found
    count = validation.frame.height if validation is not None else 0
    seed = int(hashlib.sha256(raw.fingerprint.encode()).hexdigest()[:12], 16)
    return _Pool(
        pl.concat(frames), raw.frame.height, count, targets, raw.series, seed, tuple(notes)
    )


def _aligned(
    given: RawTable, raw: RawTable, targets: tuple[str, ...]
) -> tuple[pl.DataFrame, list[Note]]:
    """A given file with the source's columns, in its order and types."""
    absent = [name for name in raw.frame.columns if name not in given.frame.columns]
    if absent:
        message = f"{given.name} has no column {absent[0]!r}, which {raw.name} has"
        raise BadColumn(f"{message}; add it, or take it out of {raw.name}.")
    if missing_targets(given.frame[targets[0]]).all():
        raise BadColumn(f"No row of {given.name} has a value of {targets[0]!r}; fill it in.")
    chosen = given.frame.select(raw.frame.columns)
    frame = chosen.cast(raw.frame.schema, strict=False)
    notes = []
    extra = given.frame.width - raw.frame.width
    if extra:
        text = f"{given.name} has {extra} columns that {raw.name} does not have; left out."
        notes.append(Note("extra_columns", text, count=extra))
    lost = sum(frame.null_count().row(0)) - sum(chosen.null_count().row(0))
    if lost:
        text = f"{lost} cells of {given.name} are of another type than in {raw.name}; left empty."
        notes.append(Note("lost_cells", text, count=lost))
    return frame, notes


def _timing(pool: _Pool, asked: str | None, order: str) -> tuple[_Timing | None, list[Note]]:
    if order == "random":
        return None, []
    inputs = pool.inputs.head(pool.own).select(~cs.list())
    column = asked or find_time_column(inputs)
    timing = _newest(pool, column) if column is not None else None
    if timing is not None:
        text = f"Rows are ordered by {column!r}; the newest ones are sealed for the test."
        return timing, [Note("time_order", text, column=column)]
    if asked is not None:
        message = f"Column {asked!r} does not order the rows in time: it cannot be read as dates"
        raise BadOption(f"{message} or numbers, or too many rows share a moment; leave --time out.")
    if order == "time":
        raise BadOption("No column of dates orders the rows; name one with --time COLUMN.")
    return None, _time_hint(inputs)


def _newest(pool: _Pool, column: str) -> _Timing | None:
    read = moments(pool.frame[column].head(pool.own))
    known = np.isfinite(read)
    if known.mean() < 0.5:
        return None
    when = np.where(known, read, -np.inf)
    ordered = np.sort(when)
    start = newest_from(ordered, _wanted(pool))
    return None if start is None else _Timing(column, when, when >= ordered[start])


def _time_hint(inputs: pl.DataFrame) -> list[Note]:
    name = possible_time_column(inputs)
    if name is None:
        return []
    text = (
        f"Rows seem sorted by {name!r}, which speaks of time; if the model is to predict the"
        f" future, ask for it with --time {name!r}: here the rows are shared out at random."
    )
    return [Note("time_hint", text, column=name)]


def _wanted(pool: _Pool) -> int:
    return max(1, round(sealed_share(pool.own) * pool.own))


def _grouping(pool: _Pool, group: str | None, timing: _Timing | None) -> Grouping:
    if group is not None:
        grouping = named_groups(pool.frame[group])
        if timing is None:
            return grouping
        text = f"Time decides before {group!r}: a group may have older and newest rows."
        return replace(grouping, notes=(*grouping.notes, Note("groups_in_time", text)))
    return _equal(pool) if timing is None else _same_moment(pool, timing)


def _equal(pool: _Pool) -> Grouping:
    """Equal rows; those of a given test file among themselves, so that no decision about the
    others hangs on them."""
    grouping = equal_rows(pool.inputs.head(pool.seen))
    if not pool.has_test:
        return grouping
    test = equal_rows(pool.inputs.slice(pool.seen)).clusters + pool.seen
    return replace(grouping, clusters=np.concatenate([grouping.clusters, test]))


def _same_moment(pool: _Pool, timing: _Timing) -> Grouping:
    """In time, rows of one moment belong together; equal rows may come back, as they do."""
    rows = np.arange(pool.frame.height)
    _, first, inverse = np.unique(timing.when, return_index=True, return_inverse=True)
    if len(first) <= FEWEST_MOMENTS:
        return Grouping(rows, False)
    known = np.isfinite(timing.when)
    rows[: pool.own][known] = first[inverse][known]
    return Grouping(rows, len(first) < pool.own)


def _sealed_rows(pool: _Pool, timing: _Timing | None, grouping: Grouping) -> Mask:
    sealed = np.zeros(pool.frame.height, dtype=np.bool_)
    if pool.has_test:
        sealed[pool.seen :] = True
    elif timing is not None:
        sealed[: pool.own] = timing.newest
    else:
        strata = raw_strata(pool.frame[pool.targets[0]])
        free = ~np.isin(grouping.clusters, grouping.clusters[pool.own :])
        generator = np.random.Generator(np.random.PCG64(pool.seed))
        own = slice(0, pool.own)
        sealed[own] = take(
            strata[own], grouping.clusters[own], _wanted(pool), generator, eligible=free[own]
        )
    return sealed


def _development_order(pool: _Pool, timing: _Timing | None, sealed: Mask) -> Integers:
    """Row numbers of the development rows; by time the oldest come first, ties as they stood."""
    order = np.arange(pool.frame.height)
    if timing is not None:
        order[: pool.own] = np.argsort(timing.when, kind="stable")
    return order[~sealed[order]]


def _facts(pool: _Pool, timing: _Timing | None, grouping: Grouping, sealed: int) -> SplitFacts:
    given = pool.validation > 0 or pool.has_test
    return SplitFacts(
        order="given" if given else "random" if timing is None else "time",
        by_time=timing is not None and not pool.validation,
        time_column=timing.column if timing is not None else None,
        grouped=grouping.grouped,
        test=sealed,
        validation_from=pool.own if pool.validation else None,
        seed=pool.seed,
        reason=_reason(pool, timing, grouping, sealed),
        series=pool.series,
    )


def _reason(pool: _Pool, timing: _Timing | None, grouping: Grouping, sealed: int) -> str:
    if pool.has_test:
        return f"The test rows are the {sealed} rows of the given test file."
    share = f"{sealed} of {pool.own} rows ({100 * sealed / pool.own:.0f} %) are sealed"
    if timing is not None:
        return f"{share}: the newest by {timing.column!r}, because time orders the rows."
    together = ", whole clusters together" if grouping.grouped else ""
    return f"{share}, drawn at random in every stratum of {pool.targets[0]!r}{together}."


def _twins(pool: _Pool, grouping: Grouping, grouped: bool) -> list[Note]:
    """Rows of a given test file that have a twin among the rows that learn."""
    if not pool.has_test:
        return []
    together = grouping.clusters if grouped else equal_rows(pool.inputs).clusters
    shared = int(np.isin(together[pool.seen :], together[: pool.seen]).sum())
    if not shared:
        return []
    text = f"{shared} given test rows belong to a cluster of rows to learn from; they stay there."
    return [Note("test_twins", text, count=shared)]
