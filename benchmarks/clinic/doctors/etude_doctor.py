"""Our doctor: the findings in their order of treatment, one repair at a time, kept if it helps."""

import math

from benchmarks.clinic.doctors.doctor import TRAININGS, Healed, Train
from benchmarks.clinic.doctors.repairs import REPAIRS
from benchmarks.clinic.training import Outcome
from etude.records.finding import Finding

NAME = "etude"
ERRORS = 1.645  # standard errors of the paired rows: 5 % of changes that do nothing pass


def diagnoses(outcome: Outcome) -> list[Finding]:
    """Its findings with harm, in order of treatment, then its notes."""
    found = outcome.record.findings()
    return sorted(found, key=lambda one: one.severity != "diagnosis")


def helps(standing: Outcome, tried: Outcome) -> bool:
    """Whether the tried training is better on the same validation rows by more than their luck."""
    gained = (tried.row_scores - standing.row_scores).double()
    error = float(gained.std()) / math.sqrt(len(gained))
    return float(gained.mean()) > ERRORS * error


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """Repairs of the first finding that has one left, until none is or the trainings are spent."""
    accepted: tuple[Outcome, ...] = (sick,)
    spent = 0
    done: set[tuple[str, int]] = set()
    while spent < TRAININGS:
        standing = accepted[-1]
        todo = [
            (one.symptom, place)
            for one in diagnoses(standing)
            for place in range(len(REPAIRS.get(one.symptom, ())))
            if (one.symptom, place) not in done
            and REPAIRS[one.symptom][place](standing.case) != standing.case
        ]
        if not todo:
            break
        done.add(todo[0])
        name, place = todo[0]
        tried = train(REPAIRS[name][place](standing.case))
        spent += 1
        accepted = (*accepted, tried) if helps(standing, tried) else accepted
    return Healed(accepted, spent)
