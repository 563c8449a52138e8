"""One random repair at a time, from the same repairs that our doctor has."""

import random

from benchmarks.clinic.doctors.doctor import TRAININGS, Healed, Train, better
from benchmarks.clinic.doctors.repairs import REPAIRS
from benchmarks.clinic.training import Outcome

NAME = "random change"


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """Five single changes drawn from all repairs; each starts from the best training so far."""
    lots = random.Random(seed)
    repairs = [repair for some in REPAIRS.values() for repair in some]
    standing = [sick]
    for _ in range(TRAININGS):
        tried = train(lots.choice(repairs)(standing[-1].case))
        standing.append(better(standing[-1], tried))
    return Healed(tuple(standing))
