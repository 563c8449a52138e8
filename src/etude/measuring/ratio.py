"""Interval of a ratio of sums of losses: a mean loss, 1 - R2, one model's loss beside another's.

In closed form: nothing is resampled. The bootstrap-t on the log, which was here before, gave 0.006
to 3,459 nats for a log loss of 0.033 that 4 of 85 rows made up.
"""

import math

import numpy as np
import numpy.typing as npt

from etude.measuring.proportion import NORMAL_QUANTILE

Floats = npt.NDArray[np.float64]

_FEWEST_DEGREES = 4.0  # one worst unit of many would leave 2, whose quantile knows no bounds
_MOST_VARIANCE = 20.0  # of a gamma of mean 1: beyond it the quantile falls again, from 11.3
_ROUNDING = 1e-12


def ratio_interval(
    above: Floats, below: Floats, unseen: tuple[float, float] = (0.0, 0.0)
) -> tuple[float, float]:
    """95 % interval of sum(above) / sum(below), whose inverse is the interval of the inverse.

    How far up may the ratio be? One more unit as bad as the worst seen is added to the sum and to
    its variance, as Fay and Feuer 1997 do for weighted counts (Statistics in Medicine 16, 791).
    The end is the quantile of a gamma of this mean and variance (exact for equal losses that are
    rare; never above 11.4 times that sum), widened as Student's t is, with degrees of freedom
    from the kurtosis. The lower end is the same for the ratio turned over.

    In:     float64 [U], one value a unit, U >= 2; ``unseen``: what a badly predicted unit adds to
            either sum, though these rows may hold none.
    Out:    0 <= low <= ratio <= high; the ratio twice where all units agree and nothing is unseen.
            high inf where sum(below) is not above 0; low 0 where sum(above) is not.
    Source: coverage in docs/results/coverage.md.
    Blind:  a tail that these rows do not show: squared errors without a variance (t with 3 degrees
            of freedom) are held 82 to 92 times of 100.
    """
    turned = _furthest(below, above, unseen[1])
    return 1.0 / turned if turned else math.inf, _furthest(above, below, unseen[0])


def _furthest(above: Floats, below: Floats, unseen: float) -> float:
    """Upper end of sum(above) / sum(below)."""
    total, base = max(float(above.sum()), 0.0), float(below.sum())
    if not base > 0:
        return math.inf
    rest = above - total / base * below  # what a unit has more than its part
    extra = max(float(rest.max()), unseen)
    if total + extra <= 0:
        return 0.0
    shares = rest / (total + extra)  # as shares: squares of tiny losses would underflow
    units = len(above)
    variance = float((shares**2).sum()) * units / (units - 1) + (extra / (total + extra)) ** 2
    if variance <= _ROUNDING**2:
        return total / base
    quantile = _t_quantile(shares)
    return (total + extra) / base * _gamma_quantile(variance * (quantile / NORMAL_QUANTILE) ** 2)


def _gamma_quantile(variance: float) -> float:
    """Value that a gamma of mean 1 stays below 97.5 times of 100; at most 11.4."""
    from scipy.special import gammaincinv

    held = min(variance, _MOST_VARIANCE)
    return float(gammaincinv(1.0 / held, 0.975)) * held


def _t_quantile(rest: Floats) -> float:
    """Student's quantile, with the degrees of freedom 2 sd^4 / var(sd^2) that the kurtosis leaves.

    4 at least, and never more than there are units - 1.
    """
    from scipy.special import stdtrit

    most = len(rest) - 1.0
    square = float((rest**2).mean())
    kurtosis = float((rest**4).mean()) / square**2 if square > 0 else 1.0
    degrees = 2.0 * len(rest) / (kurtosis - 1.0 + 2.0 / most)
    return float(stdtrit(min(max(degrees, _FEWEST_DEGREES), most), 0.975))
