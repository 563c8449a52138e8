"""What a comparison says: p-value, interval of the gain, and what it could have seen.

Free of arrays, so that the deciding rooms may import it.
"""

import math

from etude.records.comparison import Comparison


def p_value(comparison: Comparison, margin: float = 0.0) -> float:
    """One-sided probability of such an effect from noise, were the true one ``margin`` (a loss).

    Out: 0 to 1; without any variance 0 above the margin, else 1; nan where the effect is nan.
    """
    from scipy.special import stdtr

    beyond = comparison.effect - margin
    if math.isnan(beyond):
        return float("nan")
    if comparison.variance <= 0:
        return 0.0 if beyond > 0 else 1.0
    t = beyond / math.sqrt(comparison.variance)
    return float(stdtr(comparison.degrees_of_freedom, -t))


def gain_bounds(comparison: Comparison, confidence: float = 0.95) -> tuple[float, float]:
    """Two-sided interval of the gain, as shares of the incumbent's loss."""
    reach = _quantile(comparison, 0.5 + confidence / 2) * math.sqrt(comparison.variance)
    low, high = comparison.effect - reach, comparison.effect + reach
    return comparison.as_share(low), comparison.as_share(high)


def smallest_gain(comparison: Comparison, alpha: float, power: float = 0.8) -> float:
    """Gain, as a share of the incumbent's loss, that would have been shown 8 times of 10.

    (t_alpha + t_power) sqrt(V): what a comparison this noisy can see at level ``alpha``.
    """
    quantiles = _quantile(comparison, 1 - alpha) + _quantile(comparison, power)
    return comparison.as_share(quantiles * math.sqrt(comparison.variance))


def _quantile(comparison: Comparison, probability: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(comparison.degrees_of_freedom, probability))
