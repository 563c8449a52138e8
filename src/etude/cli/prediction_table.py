"""Predictions as a csv table: safe to open in a spreadsheet, whole or not at all on disk."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from etude.errors import BadOption
from etude.records.durable import write_bytes_atomically

if TYPE_CHECKING:
    from etude.studies.study import Predictions

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BAND_ENDS = ("10 % lie below", "90 % lie below")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)

Table = list[list[str]]


def prediction_table(predictions: "Predictions") -> Table:
    """Header and one row a prediction.

    Out: the name of the series, where a column names them; ``prediction`` and a
         ``probability of LABEL`` a class; for numbers ``prediction``, or ``prediction of TARGET``
         where several are predicted.
    """
    table = _answers(predictions)
    if predictions.moments:
        moments = (predictions.time, *predictions.moments)
        table = [[as_text(when), *row] for when, row in zip(moments, table, strict=True)]
    if not predictions.identifier:
        return table
    names = [as_text(name) for name in (predictions.identifier, *predictions.names)]
    return [[name, *row] for name, row in zip(names, table, strict=True)]


def _answers(predictions: "Predictions") -> Table:
    if predictions.classes:
        header = ["prediction", *(f"probability of {label}" for label in predictions.classes)]
        chances = predictions.probabilities.tolist()
        rows = zip(predictions.labels, chances, strict=True)
        return [header, *([as_text(label), *map(repr, chance)] for label, chance in rows)]
    several = len(predictions.targets) > 1
    names = [f"prediction of {name}" if several else "prediction" for name in predictions.targets]
    values = [[repr(value) for value in row] for row in predictions.values.tolist()]
    if predictions.band is None:
        return [names, *values]
    ends = [[*low, *high] for low, high in zip(*predictions.band.tolist(), strict=True)]
    names += [
        f"{name}: {end}" if several else end for end in BAND_ENDS for name in predictions.targets
    ]
    return [names, *([*row, *map(repr, pair)] for row, pair in zip(values, ends, strict=True))]


def as_text(cell: object) -> str:
    """A text cell that no spreadsheet takes for a formula; a plain number stays as it is.

    Source: OWASP, CSV Injection.
    """
    text = str(cell)
    if text.startswith(FORMULA_SIGNS) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def write_table(table: Sequence[Iterable[str]], path: Path | None) -> None:
    """Write the table as csv in UTF-8: to ``path``, or to stdout where it is None.

    Raises: BadOption if the file cannot be written.
    """
    memory = io.StringIO()
    csv.writer(memory, lineterminator="\n").writerows(table)
    if path is None:
        click.echo(memory.getvalue(), nl=False)
        return
    try:
        write_bytes_atomically(path, memory.getvalue().encode())
    except OSError as error:
        raise BadOption(f"--out {path} cannot be written: {error.strerror}.") from error
