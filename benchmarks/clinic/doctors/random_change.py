"""One random repair at a time, from the same repairs that our doctor has."""

import random

from benchmarks.clinic.doctors.doctor import TRAININGS, Healed, Train, with_best
from benchmarks.clinic.doctors.repairs import REPAIRS
from benchmarks.clinic.training import Outcome

NAME = "random change"


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """Five single changes drawn from all repairs; each starts from the best training so far."""
    lots = random.Random(seed)
    repairs = [repair for some in REPAIRS.values() for repair in some]
    accepted: tuple[Outcome, ...] = (sick,)
    for _ in range(TRAININGS):
        accepted = with_best(accepted, train(lots.choice(repairs)(accepted[-1].case)))
    return Healed(accepted, TRAININGS)
