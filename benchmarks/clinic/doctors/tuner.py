"""Random search as tuners offer it: hyperparameters and preparation, the loop as it was written."""

import random

from benchmarks.clinic.doctors.doctor import TRAININGS, Healed, Train, best_so_far
from benchmarks.clinic.doctors.random_search import RIGHT, tuned
from benchmarks.clinic.training import Outcome

NAME = "tuner"
# What a pipeline exposes beside the network's own hyperparameters.
OFFERED = (
    "standardise",
    "standardise_target",
    "impute",
    "class_weights",
    "initial_scale",
    "input_factor",
)


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """The best of five random settings, or the sick one."""
    lots = random.Random(seed)
    cases = (
        sick.case.changed(
            **tuned(lots), **{name: RIGHT[name] for name in OFFERED if lots.random() < 0.5}
        )
        for _ in range(TRAININGS)
    )
    return best_so_far(sick, map(train, cases))
