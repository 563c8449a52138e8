"""Run the clinic; see the package's docstring."""

import argparse
import random
from pathlib import Path

from benchmarks.clinic import literature, literature_page, page
from benchmarks.clinic.case import Case
from benchmarks.clinic.faults.fault import Fault
from benchmarks.clinic.kept import Jobs
from benchmarks.clinic.literature_study import treat
from benchmarks.clinic.patients import HARD, PARTS, SEEN_BASES, fault_of, healthy, sick
from benchmarks.clinic.study import Clinic
from benchmarks.written import write_result

SAMPLE_FAULTS = ("rate too high", "missing zero_grad", "softmax before cross-entropy")
SAMPLE_VARIANTS, SAMPLE_PATIENTS = 3, 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the real sets")
    parser.add_argument("--part", choices=("sample", *PARTS, "literature"), default="sample")
    parser.add_argument("--kept", type=Path, help="answers of finished trainings, to go on from")
    parser.add_argument("--written", type=Path, default=Path("docs/results"))
    parser.add_argument("--seeds", type=int, default=3, help="of every healthy variant")
    parser.add_argument("--minutes", type=float, default=600.0, help="for repairs, at most")
    parser.add_argument("--sets", nargs="*", help="of the part's data sets these alone")
    parser.add_argument("--patients", type=int, help="so many of the sick ones, drawn once")
    parser.add_argument("--healthy", action="store_true", help="false alarms alone")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    kept = options.kept or Path(f"studies/clinic_{options.part}.jsonl")
    kept.parent.mkdir(parents=True, exist_ok=True)
    if options.part == "literature":
        jobs = Jobs(kept, options.data, options.workers)
        results = treat(literature.ALL, jobs)
        jobs.close()
        told = literature_page.body(literature.ALL, results)
        path = options.written / "clinic_literature.md"
        notes = literature_page.notes(results)
        write_result(path, literature_page.TITLE, told, notes, "--data FOLDER --part literature")
        return
    bases, kinds = _part(options.part)
    bases = tuple(one for one in bases if not options.sets or one.data in options.sets)
    jobs = Jobs(kept, options.data, options.workers)
    clinic = Clinic(jobs)
    is_sample = options.part == "sample"
    variants = list(healthy(bases))[: SAMPLE_VARIANTS if is_sample else None]
    health = clinic.health(variants, 1 if is_sample else options.seeds)
    everyone = list(sick(bases, kinds))
    few = min(options.patients or len(everyone), len(everyone))
    chosen = everyone if few == len(everyone) else random.Random(0).sample(everyone, few)
    harms = [] if options.healthy else clinic.harms(bases, chosen)
    harmful = [one for one in harms if one.is_harmful and fault_of(one.patient.fault).mendable]
    treated = harmful[: SAMPLE_PATIENTS if is_sample else None]
    found = page.Findings(harms, health, clinic.repairs(treated, options.minutes))
    jobs.close()
    parts = (
        *(page.figures, page.by_trainings, page.by_severity, page.by_base),
        *(page.by_kind, page.confusion, page.by_health),
    )
    if options.healthy:
        parts = (page.alarms, page.by_health)
    body = "\n\n".join(part(found) for part in parts)
    if is_sample:
        print(body)
        return
    patients = len({one.patient for one in found.repairs})
    of_healthy = (
        f"The {options.part} part, its healthy runs alone: {len(bases)} bases, {len(HARD)} variants"
        f" each, {options.seeds} seeds."
    )
    notes = (
        f"The {options.part} part: {len(bases)} bases, {len(kinds)} kinds of fault at three"
        f" severities, {len(chosen)} of {len(everyone)} of these drawn beforehand, three to five"
        f" seeds, and {len(HARD)} healthy variants of every base,"
        f" {options.seeds} seeds each. Shares are of runs, with their 95 % Wilson interval;"
        " each doctor has five trainings of a patient, and validation rows alone to choose by; ours"
        " begins afresh from a plain network where nothing named helps, and `plain start` always;"
        f" {patients} of {len(harmful)} patients were treated, in an order drawn beforehand."
    )
    write_result(
        options.written / f"clinic_{options.part}.md",
        f"The clinic, {options.part} part",
        body,
        of_healthy if options.healthy else notes,
        f"--data FOLDER --part {options.part} --seeds {options.seeds}"
        + (f" --patients {options.patients}" if options.patients else "")
        + (" --healthy" if options.healthy else f" --minutes {options.minutes:g}"),
    )


def _part(name: str) -> tuple[tuple[Case, ...], tuple[Fault, ...]]:
    if name == "sample":
        return SEEN_BASES[:1], tuple(fault_of(one) for one in SAMPLE_FAULTS)
    return PARTS[name]


if __name__ == "__main__":
    main()
