"""What every doctor of the clinic is given, and gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from benchmarks.clinic.case import Case
from benchmarks.clinic.training import Outcome

TRAININGS = 5  # that a doctor may spend on one patient, after the sick training itself

Train = Callable[[Case], Outcome]


@dataclass(frozen=True)
class Healed:
    """What a doctor made of a patient: the training it settled on, and how many it spent."""

    outcome: Outcome
    trainings: int


class Doctor(Protocol):
    """A file of this folder: NAME and ``heal``.

    heal: from a sick training to the best one (by validation alone), with at most ``TRAININGS``
          calls of ``train``; ``seed`` is for doctors that draw lots.
    """

    NAME: str

    def heal(self, sick: Outcome, train: Train, seed: int) -> Healed: ...


def best(outcomes: list[Outcome]) -> Outcome:
    """The outcome of highest validation score; the earlier where two are equal."""
    return max(outcomes, key=lambda one: one.validation)
