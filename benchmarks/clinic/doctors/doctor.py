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
    """What a doctor made of a patient.

    accepted:  trainings that stood one after the other, from the sick one to the last.
    trainings: how many were spent.
    """

    accepted: tuple[Outcome, ...]
    trainings: int

    @property
    def outcome(self) -> Outcome:
        """The training that the doctor settled on."""
        return self.accepted[-1]


class Doctor(Protocol):
    """A file of this folder: NAME and ``heal``.

    heal: from a sick training to the best one (by validation alone), with at most ``TRAININGS``
          calls of ``train``; ``seed`` is for doctors that draw lots.
    """

    NAME: str

    def heal(self, sick: Outcome, train: Train, seed: int) -> Healed: ...


def with_best(accepted: tuple[Outcome, ...], tried: Outcome) -> tuple[Outcome, ...]:
    """The tried training stands where its validation score is higher than the standing one's."""
    is_better = tried.validation > accepted[-1].validation
    return (*accepted, tried) if is_better else accepted


def best_of(sick: Outcome, tried: list[Outcome]) -> tuple[Outcome, ...]:
    """The sick training, and the best of those tried where that is better."""
    return with_best((sick,), max(tried, key=lambda one: one.validation))
