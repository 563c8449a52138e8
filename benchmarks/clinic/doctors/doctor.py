"""What every doctor of the clinic is given, and gives back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from benchmarks.clinic.case import Case
from benchmarks.clinic.training import Outcome

TRAININGS = 5  # that a doctor may spend on one patient, after the sick training itself

Train = Callable[[Case], Outcome]


@dataclass(frozen=True)
class Healed:
    """What a doctor made of a patient.

    standing: the training that stands before the doctor spends any, and after each one it spends.
    """

    standing: tuple[Outcome, ...]

    @property
    def outcome(self) -> Outcome:
        """The training that the doctor settled on."""
        return self.standing[-1]

    @property
    def trainings(self) -> int:
        """How many were spent."""
        return len(self.standing) - 1


class Doctor(Protocol):
    """A file of this folder: NAME and ``heal``.

    heal: from a sick training to the best one (by validation alone), with at most ``TRAININGS``
          calls of ``train``; ``seed`` is for doctors that draw lots.
    """

    NAME: str

    def heal(self, sick: Outcome, train: Train, seed: int) -> Healed: ...


def better(standing: Outcome, tried: Outcome) -> Outcome:
    """The tried training where its validation score is higher, else the one that stands."""
    return tried if tried.validation > standing.validation else standing


def best_so_far(sick: Outcome, tried: Iterable[Outcome]) -> Healed:
    """The best of these after each of them."""
    return Healed(tuple(accumulate(tried, better, initial=sick)))
