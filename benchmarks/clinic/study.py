"""Which faults harm, which are seen for what they are, and who mends them."""

import random
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from statistics import fmean, median, pstdev
from typing import Any

from benchmarks.clinic.case import Case
from benchmarks.clinic.doctors import (
    autotrainer,
    etude_doctor,
    plain_start,
    random_change,
    random_search,
    rate_sweep,
    tuner,
)
from benchmarks.clinic.doctors.doctor import TRAININGS, Doctor, Healed, Train
from benchmarks.clinic.kept import Jobs
from benchmarks.clinic.patients import Patient, tunings
from benchmarks.clinic.training import Outcome, train, train_unwatched

DOCTORS: tuple[Doctor, ...] = (
    etude_doctor,
    plain_start,
    autotrainer,
    random_change,
    random_search,
    tuner,
    rate_sweep,
)
READERS: tuple[Doctor, ...] = (etude_doctor, autotrainer)  # of the record; others need the score
POINTS = 0.02  # of the score: less is no harm
DEVIATIONS = 2.0  # of the clean runs, or of what healthy ones miss: less is no harm either
MAD = 1.4826  # standard deviations of normal numbers in a median distance from the median
REGAINED = 0.9  # of the lost test score: mended
SEEDS, MOST_SEEDS = 3, 5


@dataclass(frozen=True)
class Examined:
    """One training of a patient. diagnoses, notes: symptoms in order of treatment. without:
    diagnoses as they would be without the plain networks among the yardsticks."""

    patient: Patient
    validation: float
    test: float
    diagnoses: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mended:
    """What a doctor made of a patient.

    tests:    test score of the training that stands, before any is spent and after each.
    accepted: whether that training was taken in place of the one before it.
    """

    patient: Patient
    doctor: str
    tests: tuple[float, ...]
    accepted: tuple[bool, ...]

    @property
    def before(self) -> float:
        return self.tests[0]

    def after(self, trainings: int = TRAININGS) -> float:
        """Test score once so many trainings, or all that the doctor wanted, are spent."""
        return self.tests[: trainings + 1][-1]


def examined(patient: Patient) -> dict[str, Any]:
    """Train a patient and look at what was recorded."""
    outcome = train(patient.case)
    found = outcome.record.findings()
    return {
        "validation": outcome.validation,
        "test": outcome.test,
        "diagnoses": [one.symptom for one in found if one.severity == "diagnosis"],
        "notes": [one.symptom for one in found if one.severity == "note"],
        "seconds": outcome.seconds,
        "without": [
            one.symptom for one in outcome.without.findings() if one.severity == "diagnosis"
        ],
    }


def tuned(patient: Patient) -> dict[str, Any]:
    """Scores on a patient's rows: of its base as it is, of its case after each tuning, and of plain
    networks; alone: how many of these are not of plain networks."""
    case = patient.case
    plain = replace(patient.base, seed=case.seed, preparation=case.preparation)
    alone = (plain, *tunings(case))
    runs = [train_unwatched(one) for one in (*alone, *plain_start.starts(case))]
    return {
        "tests": [one.test for one in runs],
        "validations": [one.validation for one in runs],
        "alone": len(alone),
    }


def treated(patient: Patient) -> dict[str, Any]:
    """What every doctor makes of a patient, all from the same sick training."""
    watched, unwatched = cache(train), cache(train_unwatched)  # the same case is the same training
    healed = heal_by_all(watched(patient.case), watched, unwatched)
    return {
        name: {
            "tests": [each.test for each in one.standing],
            "accepted": [later is not earlier for earlier, later in pairwise(one.standing)],
        }
        for name, one in healed.items()
    }


def heal_by_all(sick: Outcome, watched: Train, unwatched: Train) -> dict[str, Healed]:
    """What every doctor makes of a sick training; those that read no record get none."""
    lots = zlib.crc32(repr(sick.case).encode())  # others for every patient, the same every time
    return {
        one.NAME: one.heal(sick, watched if one in READERS else unwatched, lots) for one in DOCTORS
    }


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


@dataclass(frozen=True)
class Health:
    """A variant that no fault was planted in. A run of it is healthy unless the best tuning of the
    variant, or a plain network, gains as much as counts as harm on the same rows; whatever a doctor
    says of it.

    tests, validations: a seed's scores after every tuning and of plain networks, in the order of
    the runs. alone: how many of a seed's scores, the first ones, are of tunings.
    """

    runs: tuple[Examined, ...]
    tests: tuple[tuple[float, ...], ...]
    validations: tuple[tuple[float, ...], ...]
    alone: int

    @property
    def healthy(self) -> tuple[Examined, ...]:
        """The runs that neither tuning nor a plain network betters."""
        by_any = self._not_bettered(len(self.tests[0]))
        return tuple(run for run in self.untunable if run in by_any)

    @property
    def untunable(self) -> tuple[Examined, ...]:
        """The runs that tuning does not better; a plain network may."""
        return self._not_bettered(self.alone)

    def _not_bettered(self, first: int) -> tuple[Examined, ...]:
        """The runs that miss less than 2 points, or two deviations of what the runs miss, as their
        median distance from the median tells it, which one lost run does not widen."""
        missed = self._missed(first)
        middle = median(missed)
        spread = MAD * median(abs(one - middle) for one in missed)
        allowed = max(POINTS, DEVIATIONS * spread)
        pairs = zip(self.runs, missed, strict=True)
        return tuple(run for run, lost in pairs if lost < allowed)

    def _missed(self, first: int) -> tuple[float, ...]:
        """Test score, run by run, that the one with the best mean of validation gains, of so many
        of those tried."""
        means = [fmean(scores) for scores in zip(*self.validations, strict=True)][:first]
        best = means.index(max(means))
        pairs = zip(self.runs, self.tests, strict=True)
        return tuple(tests[best] - run.test for run, tests in pairs)


class Clinic:
    """All examinations of one run of the clinic."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def harms(self, bases: Iterable[Case], sick: Iterable[Patient]) -> list[Harm]:
        """Every sick patient held against the clean runs of its base, from three to five seeds."""
        clean = self.clean(bases)
        listed = list(sick)
        first = self._examined(listed, range(SEEDS))
        harms = [Harm(one, clean[one.base], first[one]) for one in listed]
        unclear = [one.patient for one in harms if not one.is_clear]
        more = self._examined(unclear, range(SEEDS, MOST_SEEDS))
        return [
            Harm(one.patient, one.clean, (*one.sick, *more.get(one.patient, ()))) for one in harms
        ]

    def clean(self, bases: Iterable[Case]) -> dict[Case, tuple[float, ...]]:
        """Test scores of the healthy bases, five seeds each."""
        runs = self._examined([Patient(base) for base in bases], range(MOST_SEEDS))
        return {one.base: tuple(run.test for run in some) for one, some in runs.items()}

    def health(self, variants: Iterable[Patient], seeds: int) -> list[Health]:
        """Every variant as it is examined from several seeds, and after tuning from the same."""
        listed = list(variants)
        runs = self._examined(listed, range(seeds))
        jobs = [one.again(seed) for one in listed for seed in range(seeds)]
        answers = iter(self._jobs.each(tuned, jobs))
        scores = {one: [next(answers) for _ in range(seeds)] for one in listed}
        return [
            Health(
                runs[one],
                tuple(tuple(each["tests"]) for each in scores[one]),
                tuple(tuple(each["validations"]) for each in scores[one]),
                scores[one][0]["alone"],
            )
            for one in listed
        ]

    def repairs(self, harms: Iterable[Harm], minutes: float) -> list[Mended]:
        """Every doctor on the harmful patients, in an order drawn once, as long as time is left."""
        patients = [one.patient for one in harms]
        random.Random(0).shuffle(patients)
        answers = self._jobs.each(treated, patients, minutes=minutes)
        return [
            Mended(one, doctor, tuple(healed["tests"]), tuple(healed["accepted"]))
            for one, answer in zip(patients, answers, strict=False)
            for doctor, healed in answer.items()
        ]

    def _examined(
        self, patients: Iterable[Patient], seeds: range
    ) -> dict[Patient, tuple[Examined, ...]]:
        listed = list(patients)
        jobs = [one.again(seed) for one in listed for seed in seeds]
        answers = iter(zip(jobs, self._jobs.each(examined, jobs), strict=True))
        return {one: tuple(examined_of(*next(answers)) for _ in seeds) for one in listed}


def examined_of(patient: Patient, answer: dict[str, Any]) -> Examined:
    """The answer of ``examined`` as it is kept, with its patient."""
    told = {name: tuple(answer[name]) for name in ("diagnoses", "notes", "without")}
    return Examined(patient, **(answer | told))
