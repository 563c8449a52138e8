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
    """Repairs of the first finding that has one left, until none is or the trainings are spent. A
    repair that did not help is not tried again; one that did may be, from where it led."""
    standing = [sick]
    refused: set[tuple[str, int]] = set()
    while len(standing) <= TRAININGS:
        now = standing[-1]
        todo = [
            (one.symptom, place)
            for one in diagnoses(now)
            for place in range(len(REPAIRS.get(one.symptom, ())))
            if (one.symptom, place) not in refused
            and REPAIRS[one.symptom][place](now.case) != now.case
        ]
        if not todo:
            break
        name, place = todo[0]
        tried = train(REPAIRS[name][place](now.case))
        if not helps(now, tried):
            refused.add(todo[0])
        standing.append(tried if helps(now, tried) else now)
    return Healed(tuple(standing))
