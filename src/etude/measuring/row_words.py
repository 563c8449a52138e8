"""What a row says of itself, in words: for the list of the worst predictions."""

import numpy as np

from etude.data.typed import MISSING, UNSEEN, TypedTable
from etude.records.column import Column, Schema
from etude.records.figures import number_said

Cells = tuple[tuple[str, str], ...]


def cells_in_words(typed: TypedTable, row: int, names: tuple[str, ...], schema: Schema) -> Cells:
    """(column, what stands there) of these columns in their order; a date is told by its parts,
    and texts and series are left out."""
    columns = {column.name: column for column in schema.columns}
    told: list[tuple[str, str]] = []
    for name in names:
        column = columns.get(name)
        if column is not None and name in typed.category_names:
            code = int(typed.categories[row, typed.category_names.index(name)])
            told.append((name, _category(code, column)))
            continue
        parts = column.parts if column is not None and column.parts else (name,)
        told += [
            (part, _number(float(typed.numbers[row, typed.number_names.index(part)]), column))
            for part in parts
            if part in typed.number_names
        ]
    return tuple(told)


def _category(code: int, column: Column) -> str:
    special = {MISSING: "missing", UNSEEN: "never seen in training"}
    return special.get(code) or column.categories[code]


def _number(value: float, column: Column | None) -> str:
    if np.isnan(value):
        return "missing"
    if column is not None and column.kind == "boolean":
        return "yes" if value else "no"
    return number_said(value)
