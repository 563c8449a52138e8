"""Folds: which development rows learn, which stop the training, and which judge.

All draws come from the split's seed, which comes from the data; ``--seed`` has no part in them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from etude.data.sealing import SplitFacts
from etude.data.strata import Integers, Mask, deal, take, target_strata
from etude.data.typed import TypedTable
from etude.errors import BadOption
from etude.records.figures import counted
from etude.records.problem import Problem
from etude.records.split import FoldName, Lane, Split

HOLD_OUT_UNITS = 3000  # from so many on there are units to spare; below, cross-validation
HOLD_OUT_CLASS_ROWS = 300
MANY_CLASSES = 20  # beyond it the rarest is a small part of what is judged, whatever the split
PARTS = 5
STOP_SHARE, MOST_STOP_ROWS = 0.125, 20_000  # of all rows; more tell early stopping nothing new
CONFIRM_SHARE, FEWEST_CONFIRM_ROWS, MOST_CONFIRM_ROWS = 0.15, 1000, 5000
HELD_SHARE = 0.35  # of the development rows: what stops and confirms together, at most
STOP_OF_HELD = 0.35  # at most, so that where rows are few the comparison keeps most of them
STOP_SHARE_IN_FOLD = 0.15
FEWEST_VALIDATION_ROWS = 10
FEWEST_LEARN_ROWS = 4  # of a forecast: fewer teach nothing
LEAST_HELD = 0.25  # of the rows wanted to stop and to confirm, where else too few would learn
# What is drawn for; it keeps the streams of random numbers apart.
HOLD_OUT_DRAW, REPEAT_DRAW, FINAL_DRAW, THIN_DRAW = 0, 1, 2, 3


# The rows that stop and those that judge: held back where these rows begin another moment, and
# this share of those that are wanted.
Held = Callable[[Integers, float], tuple[Mask, Mask]]


@dataclass(frozen=True)
class Fold:
    """Rows by role: int64 index arrays into the development TypedTable, ascending, disjoint."""

    name: FoldName
    learn: Integers
    stop: Integers
    judge: Integers


def decide_split(
    typed: TypedTable, problem: Problem, facts: SplitFacts, *, lane: Lane | None = None
) -> Split:
    """Choose the lane by the method, and count the rows of each part.

    In:     typed: all development rows, in the order in which sealing left them. lane: overrules.
    Out:    hold-out for time and for given validation rows; else cross-validation under 3,000
            units (rows, or clusters where grouped) or, of at most 20 classes, under 300 rows of
            the rarest.
    Raises: BadOption if fewer than 10 given validation rows have a target.
    """
    chosen, why = (lane, "asked for") if lane is not None else _lane(typed, problem, facts)
    split = Split(
        lane=chosen,
        order="time" if facts.by_time else facts.order,
        grouped=facts.grouped,
        train=0,
        validation=0,
        confirmation=0,
        test=facts.test,
        development=len(typed),
        seed=facts.seed,
        reason=f"{chosen}: {why}. {facts.reason}",
        validation_from=facts.validation_from,
    )
    if chosen == "hold-out":
        fold = hold_out(split, typed)
        return _counted(split, fold, len(fold.judge))
    return _counted(split, repeat(split, typed, 0)[0], 0)


def hold_out(split: Split, typed: TypedTable) -> Fold:
    """The fixed learn, stop and confirm rows; judge = confirm.

    Out:    in time learn < stop < confirm; else stratified, whole clusters together. Given
            validation rows are shared between stop and confirm.
    Raises: BadOption where hardly a forecast is left to learn from.
    """
    stop, confirm = _held_rows(split)
    if split.order == "time" and split.validation_from is None:
        return _in_time(FoldName(0, 0), typed, partial(_of_newest, typed, stop, confirm))
    if split.validation_from is not None:
        stops, confirms = _of_given(split, typed, split.validation_from, stop / (stop + confirm))
    else:
        stops, confirms = _drawn(split, typed, stop, confirm)
    return _fold(FoldName(0, 0), stops, confirms)


def repeat(split: Split, typed: TypedTable, number: int) -> list[Fold]:
    """The five folds of one repeat of cross-validation: every row judges once.

    In:  number: which repeat, from 0; the same number gives the same folds for every plan.
    Out: stratified, whole clusters together; stop is 15 % of each learning part.
    """
    strata = _strata(typed)
    generator = np.random.default_rng([split.seed, REPEAT_DRAW, number])
    parts = deal(strata, typed.clusters, PARTS, generator)
    folds = []
    for part in range(PARTS):
        judges = parts == part
        stops = np.zeros(len(typed), dtype=np.bool_)
        rest = ~judges
        wanted = STOP_SHARE_IN_FOLD * rest.sum()
        stops[rest] = take(strata[rest], typed.clusters[rest], wanted, generator)
        folds.append(_fold(FoldName(number, part), stops, judges))
    return folds


def final(split: Split, typed: TypedTable, seed: int) -> Fold:
    """All development rows for a network that ships; no row judges it.

    Out:    stop is 15 % of the rows, drawn by ``seed``; in time the newest.
    Raises: BadOption where hardly a forecast is left to learn from.
    """
    wanted = STOP_SHARE_IN_FOLD * len(typed)
    if split.order == "time":
        return _in_time(FoldName(-1, -1), typed, partial(_to_stop, typed, round(wanted)))
    generator = np.random.default_rng([split.seed, FINAL_DRAW, seed])
    stops = take(_strata(typed), typed.clusters, wanted, generator)
    return _fold(FoldName(-1, -1), stops, np.zeros_like(stops))


def thinned(fold: Fold, split: Split, typed: TypedTable, share: float) -> Fold:
    """The fold with this share of its learn rows: in time the newest, else drawn evenly."""
    learn = fold.learn
    if split.order == "time":
        return replace(fold, learn=learn[len(learn) - max(round(share * len(learn)), 1) :])
    generator = np.random.default_rng([split.seed, THIN_DRAW, fold.name.repeat, fold.name.part])
    strata, clusters = _strata(typed)[learn], typed.clusters[learn]
    return replace(fold, learn=learn[take(strata, clusters, share * len(learn), generator)])


def _lane(typed: TypedTable, problem: Problem, facts: SplitFacts) -> tuple[Lane, str]:
    if facts.validation_from is not None:
        return "hold-out", "the validation rows are given"
    if facts.by_time:
        return "hold-out", "the past learns and the future judges"
    units = len(np.unique(typed.clusters)) if facts.grouped else len(typed)
    if units < HOLD_OUT_UNITS:
        return "cross-validation", f"{units} development units are under {HOLD_OUT_UNITS}"
    if problem.is_classification:
        rarest = int(np.bincount(_strata(typed), minlength=len(problem.labels)).min())
        if rarest < HOLD_OUT_CLASS_ROWS and len(problem.labels) <= MANY_CLASSES:
            why = f"{rarest} rows of the rarest class are under {HOLD_OUT_CLASS_ROWS}"
            return "cross-validation", why
    return "hold-out", f"{units} development units are at least {HOLD_OUT_UNITS}"


def _counted(split: Split, fold: Fold, confirmation: int) -> Split:
    train, validation = len(fold.learn), len(fold.stop)
    return replace(split, train=train, validation=validation, confirmation=confirmation)


def _held_rows(split: Split) -> tuple[int, int]:
    """Rows wanted for stop and confirm, so that at least 65 % of the development rows learn."""
    rows = split.development + split.test
    stop = min(STOP_SHARE * rows, MOST_STOP_ROWS)
    confirm = min(max(FEWEST_CONFIRM_ROWS, CONFIRM_SHARE * rows), MOST_CONFIRM_ROWS)
    most = HELD_SHARE * split.development
    if stop + confirm > most:
        stop = min(stop, STOP_OF_HELD * most)
        confirm = most - stop
    return max(1, round(stop)), max(1, round(confirm))


def _of_given(split: Split, typed: TypedTable, first: int, stop_share: float) -> tuple[Mask, Mask]:
    given = typed.units >= first
    count = int(given.sum())
    if count < FEWEST_VALIDATION_ROWS:
        message = f"The given validation data has {count} rows with a target"
        raise BadOption(f"{message}; at least {FEWEST_VALIDATION_ROWS} are needed.")
    stops = np.zeros(len(typed), dtype=np.bool_)
    generator = np.random.default_rng([split.seed, HOLD_OUT_DRAW])
    strata = _strata(typed)[given]
    stops[given] = take(strata, typed.clusters[given], stop_share * count, generator)
    return stops, given & ~stops


def _in_time(name: FoldName, typed: TypedTable, held: Held) -> Fold:
    """The fold whose stop and judge rows are held back at a change of moment.

    Forecasts are held back in whole stretches, which are what counts as one in a comparison; where
    that leaves fewer than half of what could learn, at any moment; and where that leaves hardly
    any, as few as can be.
    """
    if typed.origins is None:
        return _fold(name, *held(_changes(typed.clusters), 1.0))
    stretches, moments = _changes(typed.origins.stretches), _changes(typed.origins.moments)
    whole, apart, least = (
        _purged(_fold(name, *held(changes, share)), typed)
        for changes, share in ((stretches, 1.0), (moments, 1.0), (moments, LEAST_HELD))
    )
    fold = whole if 2 * len(whole.learn) >= len(apart.learn) else apart
    fold = least if len(fold.learn) < FEWEST_LEARN_ROWS else fold
    if len(fold.learn) < FEWEST_LEARN_ROWS:
        raise BadOption(
            f"Of {counted(len(typed), 'forecast')} of {counted(typed.origins.horizon, 'step')} only"
            f" {len(fold.learn)} end before those that stop and judge begin, and at least"
            f" {FEWEST_LEARN_ROWS} have to learn: forecast fewer steps, or bring more."
        )
    return fold


def _of_newest(
    typed: TypedTable, stop: int, confirm: int, changes: Integers, share: float
) -> tuple[Mask, Mask]:
    """Rows that stop and that judge: this share of what is wanted of each."""
    rows = np.arange(len(typed))
    stop, confirm = round(share * stop), round(share * confirm)
    others = np.flatnonzero(typed.clusters != typed.clusters[-1])
    several = changes[changes <= others.max(initial=-1)]  # one cluster alone compares nothing
    confirm_from = _nearest(several if len(several) else changes, len(typed) - confirm)
    stop_from = _nearest(changes[changes < confirm_from], confirm_from - stop)
    return (rows >= stop_from) & (rows < confirm_from), rows >= confirm_from


def _to_stop(typed: TypedTable, stop: int, changes: Integers, share: float) -> tuple[Mask, Mask]:
    """The same where no row judges."""
    stops = np.arange(len(typed)) >= _nearest(changes, len(typed) - round(share * stop))
    return stops, np.zeros_like(stops)


def _changes(moments: Integers) -> Integers:
    """Rows at which another moment, or stretch of moments, begins: all series together."""
    return np.flatnonzero(np.diff(moments)) + 1


def _nearest(changes: Integers, place: int) -> int:
    """The place nearest to this one where another moment begins; this one where none does."""
    return int(changes[np.argmin(np.abs(changes - place))]) if len(changes) else place


def _drawn(split: Split, typed: TypedTable, stop: int, confirm: int) -> tuple[Mask, Mask]:
    strata, clusters = _strata(typed), typed.clusters
    generator = np.random.default_rng([split.seed, HOLD_OUT_DRAW])
    confirms = take(strata, clusters, confirm, generator)
    rest = ~confirms
    stops = np.zeros(len(typed), dtype=np.bool_)
    stops[rest] = take(strata[rest], clusters[rest], stop, generator)
    return stops, confirms


def _fold(name: FoldName, stops: Mask, judges: Mask) -> Fold:
    learn = np.flatnonzero(~stops & ~judges)
    return Fold(name, learn, np.flatnonzero(stops), np.flatnonzero(judges))


def _purged(fold: Fold, typed: TypedTable) -> Fold:
    """Of a forecast: without learn rows whose steps ahead reach into those that stop or judge; and
    without stop rows that reach into those that judge, where half of them are left.

    Source: López de Prado 2018, Advances in Financial Machine Learning, ch. 7, purging.
    """
    assert typed.origins is not None
    moments, ends = typed.origins.moments, typed.origins.ends
    stop = fold.stop
    if len(fold.judge):
        before = stop[ends[stop] <= moments[fold.judge].min()]
        stop = before if 2 * len(before) >= len(stop) else stop
    first = min(moments[rows].min() for rows in (fold.stop, fold.judge) if len(rows))
    learn = fold.learn[ends[fold.learn] <= first]
    return replace(fold, learn=learn, stop=stop)


def _strata(typed: TypedTable) -> Integers:
    if typed.target is None:
        raise ValueError("rows without a target cannot be shared out")
    return target_strata(typed.target)
