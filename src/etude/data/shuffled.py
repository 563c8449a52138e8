"""Rows whose sequences stand in another order: the control that shows what order brings."""

from dataclasses import replace

import numpy as np

from etude.data.rows import Array, Rows
from etude.data.strata import Integers


def shuffled(rows: Rows) -> Rows:
    """The same rows with the steps of each sequence shuffled within its length.

    The draw is keyed by a row's number alone, so that a row is shuffled alike in every training.
    Inputs without a time axis stay as they are.
    """
    moved = {name: _shuffled(rows.inputs[name], rows.lengths[name], rows) for name in rows.lengths}
    return replace(rows, inputs={**rows.inputs, **moved})


def _shuffled(values: Array, lengths: Integers, rows: Rows) -> Array:
    if not len(values):
        return values
    steps = values.shape[1]
    keys = np.stack([np.random.default_rng(unit).random(steps) for unit in rows.units.tolist()])
    keys[np.arange(steps) >= lengths[:, None]] = np.inf  # what pads stays behind
    order = keys.argsort(axis=1, kind="stable")
    return np.take_along_axis(values, order if values.ndim == 2 else order[..., None], axis=1)
