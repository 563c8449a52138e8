"""Today's rules on trainings recorded before: what a change of a threshold would do, in seconds.

``python -m benchmarks.clinic.replay --data FOLDER --parts closing final --kept FILE`` trains every
patient of these parts once, from seed 0, where FILE does not hold it yet (about one a second), and
prints what is detected of those that lost three points and more, and who of the healthy is called
ill; ``--sets`` takes some of the data sets alone. Trainings of parts that were looked at: a figure
of these is no score. A record holds what the watch measured, so that after a change of what is
measured a new FILE is needed.
"""

import argparse
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.clinic.kept import begin
from benchmarks.clinic.patients import PARTS, Patient, fault_of, healthy, sick
from etude.doctor.record import TrainingRecord

LOST = 0.03  # of the test score, against the plain training of one seed


@dataclass(frozen=True)
class Recorded:
    """One training of a patient: what was written down, and its test score."""

    part: str
    patient: Patient
    record: TrainingRecord
    test: float

    @property
    def diagnoses(self) -> list[str]:
        """What today's rules make of it."""
        return [one.symptom for one in self.record.findings() if one.severity == "diagnosis"]

    @property
    def seen(self) -> list[str]:
        """Its diagnoses, then its notes."""
        found = sorted(self.record.findings(), key=lambda one: one.severity == "note")
        return [one.symptom for one in found]


def recorded(part: str, patient: Patient) -> Recorded:
    """Train a patient and keep its record."""
    from benchmarks.clinic.training import train

    outcome = train(patient.case)
    return Recorded(part, patient, outcome.record, outcome.test)


def of_parts(
    parts: Iterable[str], sets: Iterable[str], kept: Path, data: Path, workers: int
) -> list[Recorded]:
    """Every training of these parts, on these sets where some are named; those that ``kept`` does
    not hold are made, and kept."""
    held: list[Recorded] = pickle.loads(kept.read_bytes()) if kept.exists() else []
    known = {(one.part, one.patient) for one in held}
    asked = set()
    for part in parts:
        bases, kinds = PARTS[part]
        bases = tuple(one for one in bases if not sets or one.data in sets)
        wanted = [*healthy(bases), *sick(bases, kinds)]
        asked |= {(part, one) for one in wanted}
        lacking = [one for one in wanted if (part, one) not in known]
        with ProcessPoolExecutor(workers, initializer=begin, initargs=(data,)) as pool:
            held += pool.map(partial(recorded, part), lacking, chunksize=4)
        kept.write_bytes(pickle.dumps(held))
    return [one for one in held if (one.part, one.patient) in asked]


def told(every: list[Recorded]) -> str:
    """What is detected, by part and by kind of fault, and what healthy trainings are called."""
    clean = {
        (one.part, one.patient.base): one.test
        for one in every
        if not one.patient.fault and one.patient.variant == "plain"
    }
    well = [one for one in every if not one.patient.fault]
    lost = [
        one
        for one in every
        if one.patient.fault and clean[one.part, one.patient.base] - one.test >= LOST
    ]
    lines = []
    for part in dict.fromkeys(one.part for one in every):
        harmed = [one for one in lost if one.part == part]
        alarms = [one for one in well if one.part == part and one.diagnoses]
        found = sum(bool(one.diagnoses) for one in harmed)
        lines.append(
            f"{part}: detected {found} of {len(harmed)}, diagnosed {len(alarms)} of"
            f" {sum(one.part == part for one in well)} without a planted fault"
        )
    by_kind = defaultdict(list)
    for one in lost:
        by_kind[one.patient.fault].append(one)
    for kind, some in by_kind.items():
        causes = set(fault_of(kind).causes)
        found = sum(bool(one.diagnoses) for one in some)
        first = sum(bool(causes & set(one.seen[:1])) for one in some)
        three = sum(bool(causes & set(one.seen[:3])) for one in some)
        lines.append(f"{kind}: {found} of {len(some)}, cause first {first}, among three {three}")
    calls = Counter(one.diagnoses[0] for one in well if one.diagnoses)
    lines.append(f"healthy ones are called {dict(calls.most_common())}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the real sets")
    parser.add_argument("--parts", nargs="+", choices=tuple(PARTS), required=True)
    parser.add_argument("--sets", nargs="*", default=(), help="of the parts' sets these alone")
    parser.add_argument("--kept", type=Path, default=Path("studies/clinic_records.pickle"))
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    options.kept.parent.mkdir(parents=True, exist_ok=True)
    every = of_parts(options.parts, options.sets, options.kept, options.data, options.workers)
    print(told(every))


if __name__ == "__main__":
    from benchmarks.clinic import replay

    replay.main()  # of the module by its name, for records are kept with the name of their class
