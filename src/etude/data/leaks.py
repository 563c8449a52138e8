"""Columns that give the target away, and columns that say the same as another one."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from etude.data.encoding import encode
from etude.data.spellings import RESERVED
from etude.data.typed import TypedTable
from etude.records.column import Column, Schema
from etude.records.note import Note

SAMPLE_ROWS = 20_000  # a column that is suspicious in these is looked at in all rows
_LEAST_ROWS = 20  # below, a perfect match may be chance
_LEAST_CLASS_ROWS = 5  # the same for the rarest class
_ROWS_A_VALUE = 10  # a category that decides the target is a finding only with so many rows each
_NEARLY_ONE = 0.9999

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Input:
    """One input column as float64 [N], NaN where missing; codes for a category."""

    name: str
    values: Values
    coded: bool


def find_copies_and_leaks(
    frame: pl.DataFrame, schema: Schema
) -> tuple[dict[str, Column], tuple[Note, ...]]:
    """Look for the target in disguise, one column at a time, and for equal columns.

    In:    development rows and their schema; without a target only equal columns are found.
    Out:   columns that copy or recode the target, by name, now left out with the reason; notes on
           them, on columns that predict the target perfectly, and on equal columns (all kept).
    Blind: combinations of columns; anything less than perfect (see the survey).
    """
    sample = frame.gather_every(max(1, len(frame) // SAMPLE_ROWS))
    typed, _ = encode(sample, schema, with_target=bool(schema.targets))
    copies: dict[str, Column] = {}
    notes: list[Note] = []
    if schema.targets and len(typed) >= _LEAST_ROWS:
        for suspect in _suspects(typed, schema):
            column = next(c for c in schema.columns if c.name == suspect)
            verdict = _verdict_on_all_rows(frame, schema, column)
            if verdict == "copy":
                copies[suspect] = replace(column, used=False, reason=_COPY_REASON)
            if verdict:
                notes.append(_leak_note(suspect, schema, verdict))
    return copies, (*notes, *_equal_notes(frame, schema, typed))


_COPY_REASON = "it is the target itself, written differently"


def _inputs(typed: TypedTable) -> Iterator[_Input]:
    for index, name in enumerate(typed.number_names):
        yield _Input(name, typed.numbers[:, index], False)
    for index, name in enumerate(typed.category_names):
        codes = typed.categories[:, index].astype(np.float64)
        yield _Input(name, np.where(codes < 0, np.nan, codes), True)


def _suspects(typed: TypedTable, schema: Schema) -> list[str]:
    own = {column.name for column in schema.used("number", "boolean", "category")}
    return [one.name for one in _inputs(typed) if one.name in own and _verdict(one, typed)]


def _verdict_on_all_rows(frame: pl.DataFrame, schema: Schema, column: Column) -> str:
    alone = Schema((column,), schema.targets)
    names = [column.name, *(target.name for target in schema.targets)]
    typed, _ = encode(frame.select(names), alone, with_target=True)
    return _verdict(next(_inputs(typed)), typed)


def _verdict(one: _Input, typed: TypedTable) -> str:
    """``copy`` where the column is the target, ``leak`` where it predicts it perfectly, or ""."""
    known = ~np.isnan(one.values)
    if typed.target is None or not known.all():
        return ""
    if typed.target.ndim == 2:
        # "copy" comes before "leak" in the alphabet, and "" is left away.
        verdicts = {_number_verdict(one, column) for column in typed.target.T} - {""}
        return min(verdicts, default="")
    return _class_verdict(one, typed.target.astype(np.int64))


def _number_verdict(one: _Input, target: Values) -> str:
    if one.coded:
        return ""
    if np.array_equal(one.values, target):
        return "copy"
    return "leak" if abs(_correlation(one.values, target)) >= _NEARLY_ONE else ""


def _correlation(left: Values, right: Values) -> float:
    # Brought to 1 first: values near 1e30 would overflow when squared and summed.
    left, right = _unit_range(left), _unit_range(right)
    product = float(np.sqrt((left**2).sum() * (right**2).sum()))
    return float((left * right).sum()) / product if product > 0 else 0.0


def _unit_range(values: Values) -> Values:
    largest = float(np.abs(values).max(initial=0.0))
    scaled: Values = values / largest if largest > 0 else values
    return scaled - float(scaled.mean())


def _class_verdict(one: _Input, codes: npt.NDArray[np.int64]) -> str:
    counts = np.bincount(codes)
    if counts[counts > 0].min() < _LEAST_CLASS_ROWS:
        return ""
    values, places = np.unique(one.values, return_inverse=True)
    if one.coded or len(values) <= len(counts):
        return _value_verdict(values, places, codes, int((counts > 0).sum()))
    return "leak" if _ranges_apart(one.values, codes) else ""


def _value_verdict(
    values: Values, places: npt.NDArray[np.intp], codes: npt.NDArray[np.int64], classes: int
) -> str:
    pairs = len(np.unique(places * (int(codes.max()) + 1) + codes))
    if pairs > len(values) or len(values) * _ROWS_A_VALUE > len(codes):
        return ""
    return "copy" if len(values) == classes else "leak"


def _ranges_apart(values: Values, codes: npt.NDArray[np.int64]) -> bool:
    """Whether the classes take up stretches of the number line that do not overlap."""
    classes = np.unique(codes)
    lows = np.array([values[codes == code].min() for code in classes])
    highs = np.array([values[codes == code].max() for code in classes])
    order = lows.argsort()
    return bool((highs[order][:-1] < lows[order][1:]).all())


def _leak_note(name: str, schema: Schema, verdict: str) -> Note:
    target = schema.targets[0].name
    if verdict == "copy":
        text = f"{name}: it is {target} written differently; every value goes with one of it."
        return Note("target-copy", text, name)
    text = (
        f"{name}: this column alone predicts {target} perfectly. If it is known only afterwards,"
        f" the score is worthless: leave it out with --leave-out {_quoted(name)}."
    )
    return Note("target-leak", text, name)


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _equal_notes(frame: pl.DataFrame, schema: Schema, typed: TypedTable) -> list[Note]:
    first: dict[str, str] = {}
    notes = []
    for one in _inputs(typed):
        mark = hashlib.blake2b(np.nan_to_num(one.values, nan=-1e308).tobytes()).hexdigest()
        other = first.setdefault(f"{one.coded} {mark}", one.name)
        if other != one.name and _equal_in_all_rows(frame, schema, other, one.name):
            notes.append(_equal_note(one.name, other))
    return notes


def _equal_in_all_rows(frame: pl.DataFrame, schema: Schema, left: str, right: str) -> bool:
    columns = tuple(c for c in schema.columns if c.name in (left, right))
    if len(columns) < 2 or len(frame) < _LEAST_ROWS:
        return False  # a part of a date, or too few rows for a coincidence to be odd
    if frame[left].equals(frame[right]):
        return True  # spares reading every cell again
    names = [name for name in frame.columns if name in (left, right, *RESERVED)]
    typed, _ = encode(frame.select(names), Schema(columns, schema.targets), with_target=False)
    one, other = _inputs(typed)
    return np.array_equal(one.values, other.values, equal_nan=True)


def _equal_note(name: str, other: str) -> Note:
    text = (
        f"{name}: equal to {other} in every row; one of them is enough"
        f" (--leave-out {_quoted(name)})."
    )
    return Note("equal-columns", text, name)
