"""Whatever was seen: the training is thrown away for one of two plain networks."""

from benchmarks.clinic.case import Case
from benchmarks.clinic.doctors.doctor import Healed, Train, best_so_far
from benchmarks.clinic.doctors.repairs import from_a_plain_one, from_an_unstopped_one
from benchmarks.clinic.training import Outcome

NAME = "plain start"


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """The best of them and the sick one; two trainings, one where there is one plain network."""
    return best_so_far(sick, map(train, starts(sick.case)))


def starts(case: Case) -> tuple[Case, ...]:
    """The plain networks on the rows of a case, one or two."""
    return tuple(dict.fromkeys((from_a_plain_one(case), from_an_unstopped_one(case))))
