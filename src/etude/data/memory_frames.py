"""Data already in memory as a polars frame of plain types, and its fingerprint."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import polars as pl

from etude.errors import UnreadableData
from etude.records.note import Note

NamedFrame = tuple[pl.DataFrame, list[str], list[Note]]
NESTED = (pl.List, pl.Array, pl.Struct, pl.Object)


def frame_in_memory(source: object) -> NamedFrame:
    """Turn a polars, pandas or Arrow frame, a dict of arrays or a 2-D array into one shape.

    Out:    a frame of placeholder names, the names as given, notes.
    Raises: UnreadableData if the source is none of these, or a column cannot be held.
    """
    names, columns, notes = _columns_of(source)
    lengths = {len(column) for column in columns}
    if len(lengths) > 1:
        sizes = ", ".join(f"{name}: {len(c)}" for name, c in zip(names, columns, strict=True))
        raise UnreadableData(f"The columns differ in length ({sizes}); give one value a row.")
    plain = []
    for index, (name, column) in enumerate(zip(names, columns, strict=True)):
        series, found = _plain(column, name)
        plain.append(series.alias(str(index)))
        notes += found
    return pl.DataFrame(plain), names, notes


def plain_types(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    """Reduce a frame to text, numbers, booleans and dates, with a note where more is lost."""
    plain = [_plain(frame.to_series(index), name) for index, name in enumerate(frame.columns)]
    notes = [note for _, found in plain for note in found]
    return pl.DataFrame([column for column, _ in plain]), notes


def series_of(name: str, values: Sequence[Any]) -> tuple[pl.Series, list[Note]]:
    """A column from plain Python values of any mixture.

    Out: booleans, integers, floats or dates keep their type; nested values become JSON text and
         mixed ones text, with a note. NaN stays NaN, None is missing.
    """
    kinds = {type(value) for value in values if value is not None}
    if kinds & {dict, list, tuple, np.ndarray}:
        note = Note("nested", f'Nested values in "{name}" became JSON text.', name, len(values))
        return pl.Series(name, [_as_json(value) for value in values], pl.String), [note]
    try:
        if kinds == {int, float}:
            return pl.Series(name, values, pl.Float64, strict=False), []
        if len(kinds) <= 1:
            column = pl.Series(name, values)
            if column.dtype != pl.Object:
                return _plain(column, name)
    except (TypeError, OverflowError, pl.exceptions.PolarsError):
        pass  # numbers beyond every type of polars: as text below
    texts = [None if value is None else str(value) for value in values]
    told = f'Values of several or unusual types in "{name}" became text.'
    note = Note("mixed-types", told, name, len(texts))
    return pl.Series(name, texts, pl.String), [note]


def content_fingerprint(frame: pl.DataFrame) -> str:
    """SHA-256 of names, types and cells; equal in every process and for every source library."""
    digest = hashlib.sha256(f"{frame.height} rows".encode())
    for column in frame.iter_columns():
        digest.update(f"\0{column.name}\0{column.dtype}\0".encode())
        digest.update(column.is_null().to_numpy().tobytes())
        for part in _cell_bytes(column):
            digest.update(part)
    return digest.hexdigest()


def _cell_bytes(column: pl.Series) -> Iterable[bytes]:
    if column.dtype == pl.String:
        filled = column.fill_null("")
        yield filled.str.len_bytes().to_numpy().tobytes()
        yield "".join(filled).encode()
    elif column.dtype == pl.Boolean:
        yield column.fill_null(value=False).to_numpy().tobytes()
    else:
        physical = column.to_physical().fill_null(0)
        is_float = physical.dtype.is_float()
        yield (physical.fill_nan(float("nan")) if is_float else physical).to_numpy().tobytes()


def _columns_of(source: object) -> tuple[list[str], list[pl.Series], list[Note]]:
    library = type(source).__module__.partition(".")[0]
    if isinstance(source, pl.LazyFrame):
        source = source.collect()
    if isinstance(source, pl.DataFrame):
        return source.columns, source.get_columns(), []
    if library == "pandas":
        return _from_pandas(source)
    if library == "pyarrow":
        return _from_arrow(source)
    if isinstance(source, Mapping):
        pairs = [_from_values(str(name), values) for name, values in source.items()]
        notes = [note for _, found in pairs for note in found]
        return [str(name) for name in source], [column for column, _ in pairs], notes
    if isinstance(source, np.ndarray):
        return _from_array(source)
    kind = type(source).__name__
    message = "give a path, a polars, pandas or Arrow frame, a dict of arrays or a 2-D array"
    raise UnreadableData(f"A {kind} cannot be read as a table; {message}.")


def _from_array(array: np.ndarray) -> tuple[list[str], list[pl.Series], list[Note]]:
    if array.ndim != 2:
        message = "one row a case and one column a feature are needed; reshape it"
        raise UnreadableData(f"An array of {array.ndim} axes is no table: {message}.")
    names = [f"x{index}" for index in range(array.shape[1])]
    pairs = [_from_values(name, array[:, index]) for index, name in enumerate(names)]
    return names, [column for column, _ in pairs], [note for _, found in pairs for note in found]


def _from_values(name: str, values: Any) -> tuple[pl.Series, list[Note]]:
    if isinstance(values, pl.Series):
        return values, []
    if type(values).__module__.partition(".")[0] == "pandas":
        return _from_pandas_column(name, values)
    if isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in "biufM":
        return pl.Series(name, np.ascontiguousarray(values)), []
    try:
        return series_of(name, values.tolist() if hasattr(values, "tolist") else list(values))
    except TypeError as error:
        message = f'Column "{name}" holds one {type(values).__name__}; give a value a row'
        raise UnreadableData(f"{message}.") from error


def _from_pandas(source: Any) -> tuple[list[str], list[pl.Series], list[Note]]:
    if not hasattr(source, "columns"):
        source = source.to_frame()
    frame, notes = _with_telling_index(source)
    names = ["_".join(map(str, n)) if isinstance(n, tuple) else str(n) for n in frame.columns]
    columns = []
    for index, name in enumerate(names):
        column, found = _from_pandas_column(name, frame.iloc[:, index])
        columns.append(column)
        notes += found
    return names, columns, notes


def _with_telling_index(frame: Any) -> tuple[Any, list[Note]]:
    """An index that is named or made of times becomes a column; row numbers are left out."""
    index = frame.index
    if type(index).__name__ == "DatetimeIndex" or any(name is not None for name in index.names):
        text = "The index of the frame was read as a column."
        return frame.reset_index(), [Note("index-as-column", text, count=len(frame))]
    if type(index).__name__ == "RangeIndex":
        return frame, []
    text = "The nameless index of the frame was left out."
    return frame, [Note("index-left-out", text, count=len(frame))]


def _from_pandas_column(name: str, column: Any) -> tuple[pl.Series, list[Note]]:
    if str(column.dtype).startswith(("period", "interval")):
        column = column.astype(str).where(column.notna(), None)
    if column.dtype != object:
        with suppress(
            ImportError,  # pandas works without pyarrow, which polars needs to read its columns
            *(TypeError, ValueError, NotImplementedError),  # Arrow's: it holds no complex numbers
            pl.exceptions.PolarsError,
        ):
            return pl.Series(pl.from_pandas(column)), []
    values = zip(column.astype(object), column.isna(), strict=True)
    return series_of(name, [None if missing else value for value, missing in values])


def _from_arrow(source: Any) -> tuple[list[str], list[pl.Series], list[Note]]:
    names = list(source.schema.names)
    try:
        columns = [pl.Series(pl.from_arrow(source.column(index))) for index in range(len(names))]
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise UnreadableData(f"The Arrow table cannot be read: {error}") from error
    return names, columns, []


def _plain(column: pl.Series, name: str) -> tuple[pl.Series, list[Note]]:
    dtype = column.dtype
    if dtype in (pl.Categorical, pl.Enum, pl.Null, pl.Time):
        return column.cast(pl.String), []
    if isinstance(dtype, NESTED):
        return series_of(column.name, column.to_list())
    if dtype in (pl.Int128, pl.UInt128, pl.Decimal):
        return column.cast(pl.Float64), []
    if dtype == pl.Duration:
        note = Note("duration", f'Durations in "{name}" became seconds.', name, len(column))
        return column.dt.total_microseconds().cast(pl.Float64) / 1e6, [note]
    if dtype == pl.Binary:
        return _decoded(column, name), []
    return column, []


def _decoded(column: pl.Series, name: str) -> pl.Series:
    try:  # older writers of Parquet store text as plain bytes
        return column.cast(pl.String)
    except pl.exceptions.PolarsError as error:
        raise UnreadableData(f'Column "{name}" holds bytes, not text; leave it out.') from error


def _as_json(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=_json_default)


def _json_default(value: Any) -> object:
    return value.tolist() if hasattr(value, "tolist") else str(value)
