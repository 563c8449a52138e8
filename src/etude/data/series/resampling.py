"""Series of different lengths brought to one length, for models that compare step with step."""

import numpy as np

from etude.data.scaling import Numbers
from etude.data.series.steps import StepPreparation
from etude.data.strata import Integers
from etude.data.typed import SeriesCells

LONGEST_READ = 4096  # steps of a series that are read before it is resampled
MOST_POINTS = 256


def points_for(series: SeriesCells, rows: Integers) -> int:
    """The usual length of these rows' series, at most 256 and 1 at least."""
    return int(np.clip(np.median(series.lengths[rows]), 1, MOST_POINTS)) if len(rows) else 1


def resampled(
    preparation: StepPreparation, series: SeriesCells, rows: Integers, points: int
) -> Numbers:
    """Prepared series at ``points`` evenly spaced places from the first to the last step.

    Out: float64 [n, points * channels], straight lines between the steps; 0 for an empty series.
    """
    values, lengths = preparation.apply(series, rows)
    last = np.maximum(lengths - 1, 0)
    places = np.linspace(0.0, 1.0, points) * last[:, None]
    below = np.floor(places).astype(np.int64)
    above = np.minimum(below + 1, last[:, None])
    share = (places - below)[:, :, None]
    lower = np.take_along_axis(values, below[:, :, None], axis=1)
    upper = np.take_along_axis(values, above[:, :, None], axis=1)
    found: Numbers = (1.0 - share) * lower + share * upper
    return found.reshape(len(rows), -1)
