"""Our doctor: the findings in their order of treatment, one repair at a time, kept if it helps."""

from benchmarks.clinic.doctors.doctor import TRAININGS, Healed, Train, best
from benchmarks.clinic.doctors.repairs import REPAIRS
from benchmarks.clinic.training import Outcome
from etude.records.finding import Finding

NAME = "etude"


def diagnoses(outcome: Outcome) -> list[Finding]:
    """Its findings with harm, in order of treatment, then its notes."""
    found = outcome.record.findings()
    return sorted(found, key=lambda one: one.severity != "diagnosis")


def heal(sick: Outcome, train: Train, seed: int) -> Healed:
    """Repairs of the first finding that has one left, until none is or the trainings are spent."""
    standing, spent = sick, 0
    done: set[tuple[str, int]] = set()
    while spent < TRAININGS:
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
        standing = best([standing, train(REPAIRS[name][place](standing.case))])
        spent += 1
    return Healed(standing, spent)
