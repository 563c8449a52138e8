"""A linear model of the steps before: ridge regression from them to each step ahead.

Each window is measured from its last value in its own spread, so that the level of a series plays
no part; each target by its own steps and by the numbers of the row.
Source: Zeng et al. 2023, Are Transformers Effective for Time Series Forecasting? (NLinear)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etude.data.rows import Array
from etude.data.series.forecast_past import lags, last_values, window_spread
from etude.data.strata import Integers, Mask
from etude.data.typed import TypedTable

PENALTIES = (0.1, 1.0, 10.0, 100.0, 1000.0, 10_000.0)  # tried on the newest rows
TRIED_ON = 0.2  # of the rows, the newest
MOST_ROWS = 20_000
FARTHEST = 20.0  # spreads; beyond them a quiet window would outweigh all others
BLOCK_ROWS = 4096

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LagModel:
    """One linear model a target.

    weights: float64 [T, W + F, H] of the W steps before and the F numbers; offsets [T, H].
    middles, spreads: float64 [F], what a missing number is taken for and all are divided by.
    """

    weights: Numbers
    offsets: Numbers
    middles: Numbers
    spreads: Numbers

    def predict(self, typed: TypedTable, rows: Integers) -> Numbers:
        """Steps ahead in the targets' own units, float64 [n, H * T]."""
        found = np.nan_to_num(last_values(typed, rows))
        spread = window_spread(typed, rows)
        targets, window = len(self.weights), self.weights.shape[1] - len(self.middles)
        for start in range(0, len(rows), BLOCK_ROWS):
            block = slice(start, start + BLOCK_ROWS)
            for target in range(targets):
                columns = _columns(typed, rows[block], window, target, self.middles, self.spreads)
                ahead = columns @ self.weights[target] + self.offsets[target]
                found[block, target::targets] += ahead * spread[block, target::targets]
        return found

    def to_arrays(self) -> dict[str, Array]:
        """Every array by its name."""
        return dict(vars(self))


def learn_lags(
    typed: TypedTable, rows: Integers, window: int, without: Sequence[Mask] = ()
) -> tuple[LagModel, ...]:
    """Models of these rows, which stand in the order of time, at most the newest 20,000.

    In:  without: bool [len(rows)] each, rows that a further model must not learn from.
    Out: one model for each of ``without``, and the last one, learned from all.
    """
    assert typed.origins is not None
    without = [mask[-MOST_ROWS:] for mask in without]
    rows = rows[-MOST_ROWS:]
    targets = typed.origins.scales.shape[1]
    middles, spreads = _of_numbers(typed.numbers[rows])
    relative = (typed.truth[rows] - last_values(typed, rows)) / window_spread(typed, rows)
    relative = np.clip(np.nan_to_num(relative), -FARTHEST, FARTHEST)
    fitted = [
        _ridges(
            _columns(typed, rows, window, target, middles, spreads),
            relative[:, target::targets],
            without,
        )
        for target in range(targets)
    ]
    return tuple(
        LagModel(
            np.stack([weights for weights, _ in models]),
            np.stack([offsets for _, offsets in models]),
            middles,
            spreads,
        )
        for models in zip(*fitted, strict=True)
    )


def _columns(
    typed: TypedTable,
    rows: Integers,
    window: int,
    target: int,
    middles: Numbers,
    spreads: Numbers,
) -> Numbers:
    """Steps before and numbers, float64 [n, window + F]."""
    steps = lags(typed, rows, window, target)
    numbers = typed.numbers[rows]
    scaled = (np.where(np.isnan(numbers), middles, numbers) - middles) / spreads
    spread = window_spread(typed, rows)[:, target : target + 1]
    relative = np.clip((steps - steps[:, -1:]) / spread, -FARTHEST, FARTHEST)
    return np.hstack([relative, scaled])


def _of_numbers(numbers: Numbers) -> tuple[Numbers, Numbers]:
    known = ~np.isnan(numbers)
    count = np.maximum(known.sum(axis=0), 1)
    middles: Numbers = np.where(known, numbers, 0.0).sum(axis=0) / count
    apart = np.where(known, numbers - middles, 0.0)
    spreads: Numbers = np.sqrt((apart**2).sum(axis=0) / count)
    return middles, np.where(spreads > 0, spreads, 1.0)


@dataclass(frozen=True)
class _Sums:
    """Sums over rows, from which a ridge regression follows; those of some rows can be taken off.

    columns float64 [P], wanted [H], products [P, P] and [P, H].
    """

    rows: int
    columns: Numbers
    wanted: Numbers
    products: Numbers
    crossed: Numbers

    @classmethod
    def of(cls, columns: Numbers, wanted: Numbers) -> "_Sums":
        return cls(
            len(columns),
            columns.sum(axis=0),
            wanted.sum(axis=0),
            columns.T @ columns,
            columns.T @ wanted,
        )

    def less(self, other: "_Sums") -> "_Sums":
        return _Sums(
            self.rows - other.rows,
            self.columns - other.columns,
            self.wanted - other.wanted,
            self.products - other.products,
            self.crossed - other.crossed,
        )

    def solved(self, penalties: Sequence[float]) -> list[tuple[Numbers, Numbers]]:
        """Weights [P, H] and offsets [H] for each penalty, by one decomposition."""
        count = max(self.rows, 1)
        means, center = self.columns / count, self.wanted / count
        values, vectors = np.linalg.eigh(self.products - count * np.outer(means, means))
        projected = vectors.T @ (self.crossed - count * np.outer(means, center))
        found = []
        for penalty in penalties:
            weights = vectors @ (projected / (np.maximum(values, 0.0) + penalty)[:, None])
            found.append((weights, center - means @ weights))
        return found


def _ridges(
    columns: Numbers, wanted: Numbers, without: Sequence[Mask]
) -> list[tuple[Numbers, Numbers]]:
    """Weights and offsets without each of these rows, and of all, with the penalty that does best
    on the newest rows."""
    every = _Sums.of(columns, wanted)
    older = max(len(columns) - max(round(TRIED_ON * len(columns)), 1), 1)
    newest = columns[older:], wanted[older:]
    errors = [
        float(np.abs(newest[0] @ weights + offsets - newest[1]).sum())
        for weights, offsets in every.less(_Sums.of(*newest)).solved(PENALTIES)
    ]
    best = (PENALTIES[int(np.argmin(errors))],)
    left_out = (_Sums.of(columns[mask], wanted[mask]) for mask in without)
    return [sums.solved(best)[0] for sums in (*map(every.less, left_out), every)]
