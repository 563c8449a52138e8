"""A sweep of the learning rate alone, which is what most people try first."""

from benchmarks.clinic.doctors.doctor import Healed, Train, best_so_far
from benchmarks.clinic.training import Outcome

NAME = "rate sweep"
FACTORS = (0.01, 0.1, 0.3, 3.0, 10.0)


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """The best of five rates around the sick one, or the sick one."""
    cases = (sick.case.changed(rate=sick.case.descent.rate * factor) for factor in FACTORS)
    return best_so_far(sick, map(train, cases))
