"""The loss by which rows are looked at one by one in the error analysis."""

import numpy as np
import numpy.typing as npt

from etude.data.typed import TypedTable
from etude.measuring.weighted import as_columns, surprise
from etude.records.problem import Problem

Floats = npt.NDArray[np.float64]


def row_losses(
    problem: Problem, typed: TypedTable, outputs: Floats, scale: npt.ArrayLike
) -> Floats:
    """Loss of each row, whatever metric decides: how surprised, or how far off.

    Classes: nats. Numbers: absolute error in units of ``scale`` float64 [T], mean over targets;
    not squared, so that one huge error does not hide all others.

    Raises: ValueError where the rows have no target.
    """
    if typed.target is None:
        raise ValueError("rows without a target have no loss")
    if problem.is_classification:
        return surprise(np.asarray(typed.target, dtype=np.int64), outputs)
    errors = np.abs(as_columns(outputs) - as_columns(typed.target)) / np.atleast_1d(scale)
    return np.asarray(errors.mean(axis=1), dtype=np.float64)
