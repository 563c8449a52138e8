"""Which faults harm, which are seen for what they are, and who mends them."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, pstdev
from typing import TypeVar

from benchmarks.clinic import rows
from benchmarks.clinic.case import Case
from benchmarks.clinic.doctors import (
    autotrainer,
    etude_doctor,
    random_change,
    random_search,
    rate_sweep,
)
from benchmarks.clinic.doctors.doctor import Doctor
from benchmarks.clinic.patients import Patient
from benchmarks.clinic.training import train

DOCTORS: tuple[Doctor, ...] = (etude_doctor, autotrainer, random_change, random_search, rate_sweep)
POINTS = 0.02  # of the score: less is no harm
DEVIATIONS = 2.0  # of the clean runs: less is no harm either
REGAINED = 0.9  # of the lost test score: mended
SEEDS, MOST_SEEDS = 3, 5
Job, Result = TypeVar("Job"), TypeVar("Result")


@dataclass(frozen=True)
class Examined:
    """One training of a patient. diagnoses, notes: symptoms in order of treatment."""

    patient: Patient
    validation: float
    test: float
    diagnoses: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Mended:
    """What a doctor made of a patient: test scores before and after."""

    patient: Patient
    doctor: str
    before: float
    after: float
    trainings: int


def examined(patient: Patient) -> Examined:
    """Train a patient and look at what was recorded."""
    outcome = train(patient.case)
    found = outcome.record.findings()
    by_severity = {
        severity: tuple(one.symptom for one in found if one.severity == severity)
        for severity in ("diagnosis", "note")
    }
    return Examined(
        patient,
        outcome.validation,
        outcome.test,
        by_severity["diagnosis"],
        by_severity["note"],
        outcome.seconds,
    )


def mended(job: tuple[Patient, int]) -> Mended:
    """What one doctor makes of a patient."""
    patient, place = job
    doctor = DOCTORS[place]
    before = train(patient.case)
    after = doctor.heal(before, train, patient.seed)
    return Mended(patient, doctor.NAME, before.test, after.outcome.test, after.trainings)


@dataclass(frozen=True)
class Harm:
    """How a fault at one severity does on one base: clean and sick test scores."""

    patient: Patient
    clean: tuple[float, ...]
    sick: tuple[Examined, ...]

    @property
    def allowed(self) -> float:
        """Loss of score that is no harm yet."""
        return max(POINTS, DEVIATIONS * pstdev(self.clean))

    @property
    def lost(self) -> float:
        """Mean test score lost to the fault."""
        return fmean(self.clean) - fmean(one.test for one in self.sick)

    @property
    def is_harmful(self) -> bool:
        return self.lost >= self.allowed

    @property
    def is_clear(self) -> bool:
        """Whether more seeds would hardly change the answer."""
        spread = pstdev([one.test for one in self.sick]) / len(self.sick) ** 0.5
        return abs(self.lost - self.allowed) > 2.0 * spread


class Clinic:
    """All examinations of one run of the clinic, performed side by side, kept in a file."""

    def __init__(self, data: Path, kept: Path, workers: int) -> None:
        self.kept = kept
        self.pool = ProcessPoolExecutor(workers, initializer=_begin, initargs=(data,))

    def harms(self, bases: Iterable[Case], sick: Iterable[Patient]) -> list[Harm]:
        """Every sick patient held against the clean runs of its base, from three to five seeds."""
        clean = self.clean(bases)
        first = list(sick)
        runs = self._each(examined, [one.again(seed) for one in first for seed in range(SEEDS)])
        harms = []
        for place, patient in enumerate(first):
            mine = tuple(runs[SEEDS * place : SEEDS * (place + 1)])
            harms.append(Harm(patient, clean[patient.base], mine))
        unclear = [one for one in harms if not one.is_clear]
        extra = range(SEEDS, MOST_SEEDS)
        more = iter(
            self._each(examined, [one.patient.again(seed) for one in unclear for seed in extra])
        )
        wider = {
            id(one): Harm(one.patient, one.clean, (*one.sick, *(next(more) for _ in extra)))
            for one in unclear
        }
        return [wider.get(id(one), one) for one in harms]

    def clean(self, bases: Iterable[Case]) -> dict[Case, tuple[float, ...]]:
        """Test scores of the healthy bases, five seeds each."""
        listed = list(bases)
        jobs = [Patient(base, seed=seed) for base in listed for seed in range(MOST_SEEDS)]
        runs = self._each(examined, jobs)
        return {
            base: tuple(one.test for one in runs[MOST_SEEDS * place : MOST_SEEDS * (place + 1)])
            for place, base in enumerate(listed)
        }

    def alarms(self, healthy: Iterable[Patient], seeds: int) -> list[Examined]:
        """Healthy patients as they are examined, each from several seeds."""
        return self._each(examined, [one.again(seed) for one in healthy for seed in range(seeds)])

    def repairs(self, harms: Iterable[Harm]) -> list[Mended]:
        """Every doctor on every harmful patient, from seed 0."""
        jobs = [(one.patient, place) for one in harms for place in range(len(DOCTORS))]
        return self._each(mended, jobs)

    def _each(self, do: Callable[[Job], Result], jobs: Iterable[Job]) -> list[Result]:
        results = []
        with self.kept.open("a", encoding="utf-8") as file:
            for result in self.pool.map(do, jobs):
                file.write(json.dumps({type(result).__name__: asdict(result)}) + "\n")
                file.flush()
                results.append(result)
        return results


def _begin(data: Path) -> None:
    import warnings

    import torch

    torch.set_num_threads(1)
    rows.FOLDER = data
    warnings.simplefilter("ignore")
