"""Preparing series: what the learn rows teach about filling and scaling the steps of each row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.data.rows import Array
from etude.data.scaling import (
    Floats,
    Numbers,
    center_and_spread,
    column_quantiles,
    finite_or_missing,
    largest_distance,
    places,
)
from etude.data.strata import Integers, Mask
from etude.data.typed import SeriesCells
from etude.records.plan import Plan
from etude.records.shape import InputShape

NAME = "series"  # of the network's input
FARTHEST = 20.0  # deviations; what lies farther is pulled in, so that one step cannot be infinite
CONSTANT = 1e-9  # of the largest value: a smaller deviation is rounding
BLOCK_VALUES = 2**22  # float64 values worked on at a time: 32 MiB


@dataclass(frozen=True)
class StepPreparation:
    """How series are cut, filled and scaled; immutable, saved with the model.

    scaling: ``channel``, ``instance`` or ``last``.
    longest: steps kept of a series, its last ones; none of the development rows has more.
    median:  float64 [C], what stands for a step before the first known one (channel scaling).
    center, spread: float64 [C], mean and deviation of each channel; spread 0 where it is constant.
    flagged: int64 [M], channels that get a further one saying where they are missing.
    """

    scaling: str
    longest: int
    median: Numbers
    center: Numbers
    spread: Numbers
    flagged: Integers

    def apply(self, series: SeriesCells, rows: Integers) -> tuple[Floats, Integers]:
        """The series of these rows, filled and scaled.

        Out:   float32 [n, L, C + M], within 20 deviations, 0 after a series' end; then its length
               int64 [n]. L: the longest length of these rows, 1 at least. A missing step takes the
               value before it; a first one the channel's median, or, where each series has a scale
               of its own, its own mean.
        Blind: a channel missing for the first time after training is filled, not flagged.
        """
        lengths = np.minimum(series.lengths[rows], self.longest)
        steps = max(1, int(lengths.max(initial=0)))
        channels = len(series.channels)
        prepared = np.zeros((len(rows), steps, channels + len(self.flagged)), np.float32)
        for block in _blocks(len(rows), steps * channels):
            values, inside = _windows(series, rows[block], lengths[block], steps)
            missing = np.isnan(values) & inside[:, :, None]
            center, spread = self._scales(values)
            with np.errstate(over="ignore"):  # a far step over a tiny spread is cut just below
                scaled = (self._filled(values, center) - center) / spread
            scaled = np.clip(scaled, -FARTHEST, FARTHEST)
            if self.scaling == "channel":
                scaled[:, :, self.spread == 0] = 0.0
            prepared[block, :, :channels] = np.where(inside[:, :, None], scaled, 0.0)
            prepared[block, :, channels:] = missing[:, :, self.flagged]
        return prepared, lengths

    def scales(self, series: SeriesCells, rows: Integers) -> tuple[Numbers, Numbers]:
        """What each row's steps are measured from and divided by, float64 [n, C] each, in the
        channels' own units and above 0: a forecast is brought to the same scale by them."""
        lengths = np.minimum(series.lengths[rows], self.longest)
        steps = max(1, int(lengths.max(initial=0)))
        center = np.zeros((len(rows), len(series.channels)))
        spread = np.ones_like(center)
        for block in _blocks(len(rows), steps * len(series.channels)):
            values, _ = _windows(series, rows[block], lengths[block], steps)
            found = self._scales(values)
            center[block], spread[block] = found[0][:, 0], found[1][:, 0]
        return center, spread

    def to_arrays(self) -> dict[str, Array]:
        """Every array by its name; `metadata` holds the rest."""
        return {key: value for key, value in vars(self).items() if isinstance(value, np.ndarray)}

    def metadata(self) -> dict[str, Any]:
        """What is no array, as plain values for JSON."""
        return {"scaling": self.scaling, "longest": self.longest}

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, Array], metadata: Mapping[str, Any]
    ) -> "StepPreparation":
        """The preparation that `to_arrays` and `metadata` described, bit by bit."""
        fields: dict[str, Any] = {**metadata, **arrays}
        return cls(**fields)

    def _scales(self, values: Numbers) -> tuple[Numbers, Numbers]:
        """Center and spread of values [n, L, C], each [n, 1, C]; NaN where there is no step."""
        usual = np.where(self.spread > 0, self.spread, np.where(self.center, abs(self.center), 1.0))
        shape = (len(values), 1, len(usual))
        center, spread = np.broadcast_to(self.center, shape), np.broadcast_to(usual, shape)
        if self.scaling == "channel":
            return center, spread
        mean, deviation = _own_scale(values)
        own_center = mean if self.scaling == "instance" else _last_known(values)
        known = ~np.isnan(values).all(axis=1, keepdims=True)
        return np.where(known, own_center, center), np.where(deviation > 0, deviation, spread)

    def _filled(self, values: Numbers, center: Numbers) -> Numbers:
        known = ~np.isnan(values)
        here = np.arange(values.shape[1])[None, :, None]
        last = np.maximum.accumulate(np.where(known, here, 0), axis=1)
        filled: Numbers = np.take_along_axis(values, last, axis=1)
        first = np.broadcast_to(self.median, center.shape)
        if self.scaling != "channel":
            some = known.any(axis=1, keepdims=True)
            first = np.where(some, _own_scale(values)[0], center)
        return np.where(np.isnan(filled), first, filled)


def learn_steps(series: SeriesCells, rows: Integers, plan: Plan) -> StepPreparation:
    """Learn how to prepare series, from the steps of these rows only, each step counted once.

    In:  series: of all development rows, which decide the shapes alone: the longest length and
         which channels are ever missing. rows int64 [N]: the learn rows.
    Out: arrays of the same shapes for every choice of rows.
    """
    values = finite_or_missing(series.steps[_covered(series, rows)])
    median = column_quantiles(values, [0.5])[0]
    size = largest_distance(values, median)
    center, spread = center_and_spread(places(values, median, size), "standard")
    return StepPreparation(
        scaling=plan.series_scaling,
        longest=step_shape(series, plan).steps,
        median=median,
        center=median + center * size,
        spread=np.where(size > CONSTANT * np.abs(median), spread * size, 0.0),
        flagged=_flagged(series),
    )


def step_shape(series: SeriesCells, plan: Plan) -> InputShape:
    """Shape of the network's input for these development rows; the same for every fold."""
    longest = max(1, int(series.lengths.max(initial=0)))
    width = len(series.channels) + len(_flagged(series))
    return InputShape(NAME, "series", width, steps=min(longest, plan.longest))


def _flagged(series: SeriesCells) -> Integers:
    used = series.steps[_covered(series, np.arange(len(series.lengths)))]
    return np.flatnonzero(~np.isfinite(used).all(axis=0))


def _covered(series: SeriesCells, rows: Integers) -> Mask:
    """Which steps belong to the series of these rows, bool [S]."""
    edges = np.zeros(len(series.steps) + 1, np.int64)
    np.add.at(edges, series.starts[rows], 1)
    np.add.at(edges, series.starts[rows] + series.lengths[rows], -1)
    covered: Mask = np.cumsum(edges)[:-1] > 0
    return covered


def _blocks(rows: int, values_a_row: int) -> Iterator[slice]:
    size = max(1, BLOCK_VALUES // max(1, values_a_row))
    return (slice(start, start + size) for start in range(0, rows, size))


def _windows(
    series: SeriesCells, rows: Integers, lengths: Integers, steps: int
) -> tuple[Numbers, Mask]:
    """The last steps of these rows' series, float64 [n, steps, C], NaN where missing or beyond
    the end; and which steps there are, bool [n, steps]."""
    inside: npt.NDArray[np.bool_] = np.arange(steps) < lengths[:, None]
    values = np.full((len(rows), steps, len(series.channels)), np.nan)
    starts = series.starts[rows] + series.lengths[rows] - lengths
    values[inside] = series.steps[(starts[:, None] + np.arange(steps))[inside]]
    return finite_or_missing(values), inside


def _own_scale(values: Numbers) -> tuple[Numbers, Numbers]:
    """Mean and deviation of each series' known steps, [n, 1, C]; 0 where it is constant or has
    none. Scaled first, because 1e300 squared is no double."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    size = np.where(known, np.abs(values), 0.0).max(axis=1, keepdims=True)
    relative = np.where(known, values, 0.0) / np.where(size > 0, size, 1.0)
    mean = relative.sum(axis=1, keepdims=True) / count
    squares = np.where(known, relative - mean, 0.0) ** 2
    deviation = np.sqrt(squares.sum(axis=1, keepdims=True) / count)
    return mean * size, np.where(deviation > CONSTANT, deviation * size, 0.0)


def _last_known(values: Numbers) -> Numbers:
    """The last known step of each series, [n, 1, C]; NaN where it has none."""
    known = ~np.isnan(values)
    place = np.where(known, np.arange(values.shape[1])[None, :, None], 0).max(axis=1, keepdims=True)
    last: Numbers = np.take_along_axis(values, place, axis=1)
    return last
