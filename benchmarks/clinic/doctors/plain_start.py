"""Whatever was seen: the training is thrown away for one of two plain networks."""

from benchmarks.clinic.doctors.doctor import Healed, Train, best_so_far
from benchmarks.clinic.doctors.repairs import from_a_plain_one, from_an_unstopped_one
from benchmarks.clinic.training import Outcome

NAME = "plain start"


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """The best of them and the sick one; two trainings, one where there is one plain network."""
    cases = dict.fromkeys((from_a_plain_one(sick.case), from_an_unstopped_one(sick.case)))
    return best_so_far(sick, map(train, cases))
