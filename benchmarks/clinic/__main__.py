"""Run the clinic; see the package's docstring."""

import argparse
from pathlib import Path

from benchmarks.clinic import faults, literature, literature_page, page
from benchmarks.clinic.case import Case
from benchmarks.clinic.literature_study import treat
from benchmarks.clinic.patients import SEEN_BASES, UNSEEN_BASES, fault_of, healthy, sick
from benchmarks.clinic.study import Clinic
from benchmarks.written import write_result

SAMPLE_FAULTS = ("rate too high", "missing zero_grad", "softmax before cross-entropy")
PARTS = ("sample", "seen", "unseen", "literature")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the real sets")
    parser.add_argument("--part", choices=PARTS, default="sample")
    parser.add_argument("--kept", type=Path, default=Path("studies/clinic.jsonl"))
    parser.add_argument("--written", type=Path, default=Path("docs/results"))
    parser.add_argument("--seeds", type=int, default=4, help="of every healthy variant")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    options.kept.parent.mkdir(parents=True, exist_ok=True)
    clinic = Clinic(options.data, options.kept, options.workers)
    if options.part == "literature":
        results = treat(literature.ALL, clinic.pool, options.kept)
        told = literature_page.body(literature.ALL, results)
        path = options.written / "clinic_literature.md"
        write_result(path, literature_page.TITLE, told, literature_page.notes(results))
        return
    bases, kinds = _part(options.part)
    harms = clinic.harms(bases, sick(bases, kinds))
    alarms = clinic.alarms(healthy(bases), 1 if options.part == "sample" else options.seeds)
    harmful = [one for one in harms if one.is_harmful and fault_of(one.patient.fault).mendable]
    repairs = clinic.repairs(harmful)
    lines = page.figures(harms, alarms, repairs)
    tables = (
        page.by_severity(harms),
        page.by_kind(harms, repairs),
        page.confusion(harms, alarms),
    )
    body = "\n\n".join(("\n".join(lines), *tables))
    if options.part == "sample":
        print(body)
        return
    notes = (
        f"The {options.part} part: {len(bases)} bases, {len(kinds)} kinds of fault at three"
        " severities, three to five seeds. Shares are of runs, with their 95 % Wilson interval;"
        " each doctor has five trainings of a patient, and validation rows alone to choose by."
    )
    write_result(
        options.written / f"clinic_{options.part}.md",
        f"The clinic, {options.part} part",
        body,
        notes,
    )


def _part(name: str) -> tuple[tuple[Case, ...], tuple[faults.Fault, ...]]:
    if name == "sample":
        return SEEN_BASES[:1], tuple(fault_of(one) for one in SAMPLE_FAULTS)
    if name == "seen":
        return SEEN_BASES, faults.SEEN
    return UNSEEN_BASES, faults.UNSEEN


if __name__ == "__main__":
    main()
