"""The real cases, trained sick and as published, diagnosed, and healed by every doctor."""

import json
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from benchmarks.clinic.doctors import autotrainer, etude_doctor
from benchmarks.clinic.doctors.doctor import Doctor
from benchmarks.clinic.literature import Told
from benchmarks.clinic.study import DOCTORS
from benchmarks.clinic.training import Outcome, train, train_unwatched

SEEDS = 3
READERS: tuple[Doctor, ...] = (etude_doctor, autotrainer)  # of the record; others need the score


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


def treated(job: tuple[Told, int]) -> Treated:
    """Train a case sick and repaired from a seed; let every doctor heal it in five trainings."""
    told, seed = job[0].again(job[1]), job[1]
    watched, unwatched = cache(train), cache(train_unwatched)  # the same case is the same training
    sick = watched(told.sick)
    healed = {}
    for doctor in DOCTORS:
        healed[doctor.NAME] = doctor.heal(sick, watched if doctor in READERS else unwatched, seed)
    diagnoses, notes = (_named(sick, severity) for severity in ("diagnosis", "note"))
    after = {name: one.outcome.test for name, one in healed.items()}
    repaired = unwatched(told.repaired).test
    return Treated(told.name, told.fault, seed, sick.test, repaired, diagnoses, notes, after)


def _named(outcome: Outcome, severity: str) -> tuple[str, ...]:
    return tuple(one.symptom for one in outcome.record.findings() if one.severity == severity)


def treat(cases: Iterable[Told], pool: Executor, kept: Path) -> list[Treated]:
    """Every case from every seed, side by side, kept in a file."""
    jobs = [(told, seed) for told in cases for seed in range(SEEDS)]
    results = []
    with kept.open("a", encoding="utf-8") as file:
        for result in pool.map(treated, jobs):
            file.write(json.dumps({"Treated": asdict(result)}) + "\n")
            file.flush()
            results.append(result)
    return results
