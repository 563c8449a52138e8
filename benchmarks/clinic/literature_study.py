"""The real cases, trained sick and as published, diagnosed, and healed by every doctor."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from benchmarks.clinic.kept import Jobs
from benchmarks.clinic.literature import Told
from benchmarks.clinic.study import heal_by_all
from benchmarks.clinic.training import Outcome, train, train_unwatched

SEEDS = 3


@dataclass(frozen=True)
class Treated:
    """One real case from one seed, by test scores.

    diagnoses, notes: symptoms in order of treatment. healed: score after each doctor, by its name.
    """

    name: str
    fault: str
    seed: int
    sick: float
    repaired: float
    diagnoses: tuple[str, ...]
    notes: tuple[str, ...]
    healed: dict[str, float]

    @property
    def told(self) -> tuple[str, ...]:
        """All that Etude said, diagnoses first."""
        return (*self.diagnoses, *self.notes)


def treated(told: Told) -> dict[str, Any]:
    """Train a case sick and repaired; let every doctor heal it in five trainings."""
    watched, unwatched = cache(train), cache(train_unwatched)  # the same case is the same training
    sick = watched(told.sick)
    healed = heal_by_all(sick, watched, unwatched)
    return {
        "sick": sick.test,
        "repaired": unwatched(told.repaired).test,
        "diagnoses": _named(sick, "diagnosis"),
        "notes": _named(sick, "note"),
        "healed": {name: one.outcome.test for name, one in healed.items()},
    }


def _named(outcome: Outcome, severity: str) -> list[str]:
    return [one.symptom for one in outcome.record.findings() if one.severity == severity]


def treat(cases: Iterable[Told], jobs: Jobs) -> list[Treated]:
    """Every case from every seed, side by side."""
    listed = [told.again(seed) for told in cases for seed in range(SEEDS)]
    return [
        Treated(
            told.name,
            told.fault,
            told.sick.seed,
            **(answer | {name: tuple(answer[name]) for name in ("diagnoses", "notes")}),
        )
        for told, answer in zip(listed, jobs.each(treated, listed), strict=True)
    ]
