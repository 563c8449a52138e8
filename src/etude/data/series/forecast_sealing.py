"""Sealing a forecast: the newest time steps are set aside, of all series at the same moment."""

import hashlib
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.raw_target import known_numbers
from etude.data.reading import RawTable
from etude.data.sealing import Sealing, SplitFacts, sealed_share
from etude.data.series.calendar import find_calendar
from etude.data.series.forecast_order import StepOrder, find_order, unplaced_note
from etude.data.series.forecast_steps import steps_of
from etude.data.spellings import CLUSTER, ROW, listed
from etude.data.strata import Mask
from etude.data.telling_names import did_you_mean
from etude.errors import BadColumn, BadOption, UnreadableData
from etude.records.figures import counted
from etude.records.note import Note
from etude.records.question import Question

FEWEST_BEFORE = 3  # horizons in the development steps, so that some learn and some judge
FEWEST_STEPS = 8  # beside them
FEWEST_SEEN = 4  # steps before a forecast

Numbers = npt.NDArray[np.float64]


def seal_steps(raw: RawTable, question: Question, test: RawTable | None = None) -> Sealing:
    """Set the newest time steps aside.

    In:     test: the person's own later rows; they are the sealed ones then.
    Out:    development and test rows as they were read, each in the order of time; by moment 15 %
            sealed (25 % of 300 and fewer), and as many as one forecast is long at least. Rows after
            the last value of a target are left out: nothing could be learned or judged by them.
    Raises: BadColumn for a named column that is absent; UnreadableData where there are too few
            steps, or no forecast fits into the sealed ones; BadOption where test rows do not come
            after the others.
    """
    _check(raw, question)
    frame, own = raw.frame, raw.frame.height
    if test is not None:
        absent = [name for name in frame.columns if name not in test.frame.columns]
        if absent:
            raise BadColumn(f"{test.name} has no column {absent[0]!r}, which {raw.name} has.")
        given = test.frame.select(frame.columns).cast(frame.schema, strict=False)
        frame = pl.concat([frame, given])
    order, notes = find_order(
        frame, question.targets, time=question.time, series=question.series_id
    )
    if not order.time and test is None:
        order_is = "in the order of the rows"
    else:
        order_is = f"by {order.time!r}" if order.time else "as given"
    moments = order.moments.seconds
    known = np.all([known_numbers(frame[name]) for name in question.targets], axis=0)
    whole = np.isfinite(moments) & (order.codes >= 0)
    placed = whole & _until_known(moments, whole & known, own)
    sealed = np.zeros(frame.height, dtype=np.bool_)
    if test is not None:
        sealed[own:] = placed[own:]
        _check_later(raw, moments[:own][placed[:own]], moments[sealed])
    else:
        boundary = _boundary(raw, np.unique(moments[placed & known]), question)
        sealed = placed & (moments >= boundary)
    _check_exam(order, question, known, placed, sealed)
    rows = np.arange(frame.height)
    frame = frame.with_columns(pl.Series(ROW, rows), pl.Series(CLUSTER, rows))
    by_time = np.argsort(moments, kind="stable")
    return Sealing(
        development=frame[by_time[(placed & ~sealed)[by_time]]],
        test=frame[by_time[sealed[by_time]]],
        facts=_facts(raw, order, sealed, question, order_is, given=test is not None),
        notes=(
            *notes,
            *unplaced_note(order),
            *_disorder(order),
            *_later(question, whole & ~placed),
        ),
    )


def _until_known(moments: Numbers, known: Mask, own: int) -> Mask:
    """Rows up to the last one with every target, of the source and of given test rows alike."""
    found = np.zeros(len(moments), dtype=np.bool_)
    for part in (slice(0, own), slice(own, len(moments))):
        found[part] = moments[part] <= moments[part][known[part]].max(initial=-np.inf)
    return found


def _later(question: Question, left_out: Mask) -> tuple[Note, ...]:
    count = int(left_out.sum())
    if not count:
        return ()
    text = (
        f"{counted(count, 'row')} after the last value of {listed(question.targets)} left out:"
        " nothing can be learned or judged by them; give them when predicting."
    )
    return (Note("later-rows", text, question.targets[0], count),)


def _check_exam(
    order: StepOrder, question: Question, known: Mask, placed: Mask, sealed: Mask
) -> None:
    """That the sealed steps can judge one forecast at least: else the budget would be spent first.

    Of the sealed targets only whether they are there is looked at.
    """
    seconds = np.where(sealed, np.nan, order.moments.seconds)
    calendar = find_calendar(replace(order.moments, seconds=seconds))
    there = np.where(known, 1.0, np.nan)[:, None]
    ours = replace(order, codes=np.where(placed, order.codes, -1))
    steps, _ = steps_of(ours, calendar, there, np.arange(len(there)))
    judging = ~np.isnan(steps.values[:, 0]) & np.append(sealed, False)[steps.rows]
    ahead = question.forecast
    runs = np.concatenate([[0], np.cumsum(judging)])
    for start, end in pairwise(steps.firsts.tolist()):
        origins = np.arange(start + FEWEST_SEEN, end - ahead + 1)
        if (runs[origins + ahead] - runs[origins] == ahead).any():
            return
    raise UnreadableData(
        f"No series has {counted(ahead, 'step')} in a row with a value of"
        f" {listed(question.targets)} among those that would be sealed, so that no forecast could"
        " be judged: fill them in, or forecast fewer."
    )


def _check(raw: RawTable, question: Question) -> None:
    for name in (*question.targets, *question.known, *question.leave_out):
        if name not in raw.frame.columns:
            near = did_you_mean(name, raw.frame.columns)
            raise BadColumn(f'{raw.name} has no column "{name}". {near}')


def _boundary(raw: RawTable, moments: Numbers, question: Question) -> float:
    count, ahead = len(moments), question.forecast
    fewest = (FEWEST_BEFORE + 1) * ahead + FEWEST_STEPS
    if count < fewest:
        raise UnreadableData(
            f"{raw.name} has {counted(count, 'time step')} with a value of"
            f" {listed(question.targets)}; to learn and to judge a forecast of"
            f" {counted(ahead, 'step')} at least {fewest} are needed: add steps, or forecast fewer."
        )
    wanted = max(round(sealed_share(count) * count), ahead)
    most = count - FEWEST_BEFORE * ahead - FEWEST_STEPS
    return float(moments[count - min(wanted, most)])


def _check_later(
    raw: RawTable,
    before: Numbers,
    after: Numbers,
) -> None:
    if len(before) and len(after) and after.min() <= before.max():
        raise BadOption(
            f"The rows of --test must come after those of {raw.name}, however some come before;"
            " give newer ones, or leave --test out: the newest steps are then sealed."
        )


def _facts(
    raw: RawTable,
    order: StepOrder,
    sealed: npt.NDArray[np.bool_],
    question: Question,
    order_is: str,
    *,
    given: bool,
) -> SplitFacts:
    count = int(sealed.sum())
    steps = len(np.unique(order.moments.seconds[sealed]))
    whose = f" of {len(order.names)} series" if order.series else ""
    reason = (
        f"The newest {counted(steps, 'time step')}{whose} ({order_is}) are sealed: forecasts of"
        f" {counted(question.forecast, 'step')} are made from one step after the other in them."
    )
    return SplitFacts(
        order="given" if given else "time",
        by_time=True,
        time_column=order.time or None,
        grouped=True,
        test=count,
        validation_from=None,
        seed=int(hashlib.sha256(raw.fingerprint.encode()).hexdigest()[:12], 16),
        reason=reason,
        series_column=order.series or None,
    )


def _disorder(order: StepOrder) -> tuple[Note, ...]:
    """Rows that do not follow the one before them in their series; they are sorted."""
    ordered = np.lexsort((np.arange(len(order.codes)), order.codes))
    seconds, codes = order.moments.seconds[ordered], order.codes[ordered]
    back = (np.diff(seconds) < 0) & (np.diff(codes) == 0)
    count = int(back.sum())
    if not count:
        return ()
    newest_first = count >= 0.9 * max(int((np.diff(codes) == 0).sum()), 1)
    rows = f"{counted(count, 'row')} stood after a later one"
    text = f"{'The newest row comes first' if newest_first else rows}: put in the order of time."
    return (Note("disorder", text, order.time or None, count),)
