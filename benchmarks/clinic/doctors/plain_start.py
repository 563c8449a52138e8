"""Whatever was seen: the training is thrown away for a plain network."""

from benchmarks.clinic.doctors.doctor import Healed, Train, best_so_far
from benchmarks.clinic.doctors.repairs import from_a_plain_one
from benchmarks.clinic.training import Outcome

NAME = "plain start"


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """The plain network, or the sick one; one training."""
    return best_so_far(sick, [train(from_a_plain_one(sick.case))])
