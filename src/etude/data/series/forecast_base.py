"""What a forecast starts from: the network learns how the steps ahead differ from it.

A network that says nothing then forecasts the base, so that few rows suffice to be as good.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.data.rows import Array
from etude.data.series.forecast_lags import LagModel, learn_lags
from etude.data.series.forecast_past import last_values, season_before, window_spread
from etude.data.strata import Integers
from etude.data.typed import TypedTable
from etude.records.forecast import Forecast
from etude.records.plan import Plan
from etude.records.problem import Problem

BASES = ("level", "season", "lags")

BLOCKS = 4  # of time: the steps ahead of each are forecast by a model that has not seen them
PURGED_FROM = 20  # horizons; where there are fewer, none can be spared around a block
ROWS_A_COLUMN = 2  # fewer rows than that fit a linear model too well to show what it leaves

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ForecastBase:
    """Immutable, saved with the model.

    kind:   ``level`` (the last value), ``season`` (the value a season before), or ``lags`` (what a
            linear model of the steps before says).
    season: in steps. middle: float64 [H * T], where nothing was measured.
    lags:   linear models: for each block of time from one of ``bounds`` (int64, moments) to the
            next one that was learned from the others, and the last one, learned from all, for every
            other moment; none for the other kinds. What a model leaves of rows that it learned from
            is less than it will leave of new ones, and a network would learn from the wrong rest.
    """

    kind: str
    season: int
    middle: Numbers
    lags: tuple[LagModel, ...] = ()
    bounds: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def level(self, typed: TypedTable, rows: Integers) -> tuple[Numbers, Numbers]:
        """Center and spread of the steps ahead of these rows, float64 [n, H * T] each, the spread
        above 0, in the targets' own units, from the steps before alone."""
        spread = window_spread(typed, rows)
        if self.lags:
            return self._of_lags(typed, rows), spread
        center = last_values(typed, rows)
        if self.kind == "season":
            before = season_before(typed, rows, self.season)
            center = np.where(np.isnan(before), center, before)
        return np.where(np.isnan(center), self.middle, center), spread

    def to_arrays(self) -> dict[str, Array]:
        """Every array by its name; `metadata` holds the rest."""
        own: dict[str, Array] = {"middle": self.middle, "bounds": self.bounds}
        for place, model in enumerate(self.lags):
            own |= {f"lags.{place}.{name}": array for name, array in model.to_arrays().items()}
        return own

    def metadata(self) -> dict[str, Any]:
        """What is no array, as plain values for JSON."""
        return {"kind": self.kind, "season": self.season}

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, Array], metadata: Mapping[str, Any]
    ) -> "ForecastBase":
        """The base that `to_arrays` and `metadata` described, bit by bit."""
        models: dict[int, dict[str, Any]] = {}
        for name, array in arrays.items():
            if name.startswith("lags."):
                _, place, own = name.split(".")
                models.setdefault(int(place), {})[own] = array
        lags = tuple(LagModel(**models[place]) for place in sorted(models))
        fields: dict[str, Any] = {name: arrays[name] for name in ("middle", "bounds")}
        return cls(**metadata, **fields, lags=lags)

    def _of_lags(self, typed: TypedTable, rows: Integers) -> Numbers:
        assert typed.origins is not None
        block = np.searchsorted(self.bounds, typed.origins.moments[rows], side="right") - 1
        block = np.where((block < 0) | (block >= len(self.lags) - 1), len(self.lags) - 1, block)
        found = np.zeros((len(rows), len(self.middle)))
        for place in np.unique(block).tolist():
            here = block == place
            found[here] = self.lags[place].predict(typed, rows[here])
        return found


def learn_base(typed: TypedTable, rows: Integers, plan: Plan, problem: Problem) -> ForecastBase:
    """The base that the plan names, from these rows alone."""
    assert problem.forecast is not None
    return base_of(plan.forecast_from, typed, rows, problem.forecast)


def base_of(kind: str, typed: TypedTable, rows: Integers, forecast: Forecast) -> ForecastBase:
    """A base of this kind, from these rows alone.

    Source: Zeng et al. 2023 for the linear model; Smyl 2020, A hybrid method of exponential
    smoothing and recurrent neural networks, for a network on top of a simple forecast.
    """
    middle: Numbers = np.median(typed.truth[rows], axis=0)
    if kind != "lags":
        return ForecastBase(kind, forecast.season, middle)
    assert typed.origins is not None
    moments = typed.origins.moments[rows]
    edges = np.linspace(moments.min(), moments.max() + 1, BLOCKS + 1)
    bounds = np.ceil(edges).astype(np.int64)
    reach = typed.origins.reach
    spared = reach if np.ptp(moments) > PURGED_FROM * reach else 0
    without = [
        (moments >= start - spared) & (moments < end + spared)
        for start, end in pairwise(bounds.tolist())
    ]
    kept = [one & ~one.all() for one in without]  # where a block is everything, nothing is left out
    models = learn_lags(typed, rows, forecast.window, kept)
    return ForecastBase(kind, forecast.season, middle, models, bounds)


def bases_for(typed: TypedTable, rows: int, forecast: Forecast) -> tuple[str, ...]:
    """The kinds that so many rows can teach."""
    columns = forecast.window + len(typed.number_names)
    enough = rows >= ROWS_A_COLUMN * columns
    return tuple(
        kind
        for kind in BASES
        if (kind != "lags" or enough) and (kind != "season" or forecast.season > 1)
    )
