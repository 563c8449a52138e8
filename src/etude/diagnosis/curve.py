"""What symptoms read off curves: how long a level was held, and where a curve is going."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from etude.diagnosis.evidence import Evidence
from etude.records.trial import Curves, Run

EPOCHS = 2  # in a row: one odd epoch is no symptom
WINDOW, FEWEST = 1 / 3, 6  # of the epochs, at the end, in which a curve is followed; at least

Curve = Callable[[Curves], Sequence[float]]
Pick = Callable[[Sequence[float]], float]


def typical(evidence: Evidence, read: Callable[[Run], float]) -> float:
    """Median over all runs of what ``read`` takes from each, unknown numbers left out; NaN where
    none is known."""
    values = [value for value in map(read, evidence.trained) if math.isfinite(value)]
    return median(values) if values else math.nan


def at_the_end(evidence: Evidence, curve: Curve) -> float:
    """What the curve did not fall below in its last two epochs; NaN where unknown."""
    return typical(evidence, lambda run: _last(curve(run.curves), min))


def at_most_at_the_end(evidence: Evidence, curve: Curve) -> float:
    """What the curve did not rise above in its last two epochs; NaN where unknown."""
    return typical(evidence, lambda run: _last(curve(run.curves), max))


def best_at_the_end(evidence: Evidence, curve: Curve, pick: Pick) -> float:
    """The better of the last two epochs, or of the only one; NaN where unknown."""
    return typical(evidence, lambda run: pick(known(curve(run.curves)[-EPOCHS:]) or (math.nan,)))


def _last(values: Sequence[float], pick: Pick) -> float:
    last = values[-EPOCHS:]
    return pick(last) if len(last) == EPOCHS and all(map(math.isfinite, last)) else math.nan


def since(values: Sequence[float], bound: float) -> int:
    """The epoch (from 1) from which the curve first lay above ``bound`` for two epochs in a row;
    0 where it never did."""
    above = [value > bound for value in values]
    pairs = pairwise(above)
    return next((epoch for epoch, pair in enumerate(pairs, 1) if all(pair)), 0)


def mostly_since(evidence: Evidence, curve: Curve, bound: float) -> int:
    """The earliest such epoch of the runs, where at least half of them have one; else 0."""
    epochs = [since(curve(run.curves), bound) for run in evidence.trained]
    shown = [epoch for epoch in epochs if epoch]
    return min(shown) if shown and 2 * len(shown) >= len(epochs) else 0


def most(evidence: Evidence, curve: Curve) -> float:
    """The largest number that the curve of a typical run reached; NaN where unknown."""
    return typical(evidence, lambda run: max(known(curve(run.curves)), default=math.nan))


def lowest_held(values: Sequence[float]) -> float:
    """The lowest level that a curve kept to for two epochs in a row; NaN where it is shorter."""
    pairs = pairwise(values)
    return min((max(pair) for pair in pairs if all(map(math.isfinite, pair))), default=math.nan)


def known(values: Sequence[float]) -> tuple[float, ...]:
    """The finite numbers of a curve, in order."""
    return tuple(value for value in values if math.isfinite(value))


def logarithms(values: Sequence[float]) -> tuple[float, ...]:
    """Of a curve of losses, so that equal shares lost look alike; NaN where there is none."""
    return tuple(math.log(value) if value > 0 else math.nan for value in values)


@dataclass(frozen=True)
class Trend:
    """A straight line through the last epochs of a curve.

    epochs: how many. level: mean of the numbers.
    rise:   from the line's first to its last epoch, in the curve's unit.
    z:      slope over its standard error (0 where the curve is level throughout).
    spread: standard deviation around the line.
    """

    epochs: int
    level: float
    rise: float
    z: float
    spread: float


def trend(values: Sequence[float], fewest: int = FEWEST) -> Trend | None:
    """The trend of the last third of a curve, of at least ``fewest`` epochs (3 or more); None
    where it is shorter or one of its numbers is unknown or beyond all measure."""
    last = values[-max(fewest, round(WINDOW * len(values))) :]
    if len(last) < fewest or not math.isfinite(sum(value * value for value in last)):
        return None
    count, level = len(last), fmean(last)
    places = [place - (count - 1) / 2 for place in range(count)]
    square = sum(place * place for place in places)
    slope = sum(place * (value - level) for place, value in zip(places, last, strict=True)) / square
    off = [value - level - slope * place for place, value in zip(places, last, strict=True)]
    spread = math.sqrt(sum(one * one for one in off) / (count - 2))
    error = spread / math.sqrt(square)
    z = slope / error if error else math.copysign(math.inf, slope) if slope else 0.0
    return Trend(count, level, slope * (count - 1), z, spread)
