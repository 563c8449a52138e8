"""The learning-rate range test: losses over rising rates, and the rate that follows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RangeTest:
    """A sweep of the learning rate over about a hundred steps (Smith 2017).

    rates, losses: the rate of each step and the smoothed training loss after it.
    suggested:     rate at the steepest fall, well below where the loss rises again.
    diverges_at:   rate from which the loss left its lowest value far behind; inf where it did not.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggested: float
    diverges_at: float
