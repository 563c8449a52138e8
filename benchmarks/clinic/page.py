"""The clinic's result as a page: figures asked for, severities, kinds, and a confusion matrix."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean

from benchmarks.clinic.patients import fault_of
from benchmarks.clinic.study import REGAINED, Examined, Harm, Mended
from etude.measuring.proportion import wilson

SEVERITIES = ("mild", "plain", "gross")


def share(found: int, of: int) -> str:
    """``9 of 10 (90 %; 95 % interval 60 to 98)``."""
    if not of:
        return "none"
    low, high = wilson(found / of, of)
    return f"{found} of {of} ({100 * found / of:.0f} %; {100 * low:.0f} to {100 * high:.0f})"


def is_seen(run: Examined) -> bool:
    """Whether any diagnosis was made."""
    return bool(run.diagnoses)


def is_named(run: Examined, among: int) -> bool:
    """Whether a right cause stands among the first diagnoses (then notes)."""
    told = (*run.diagnoses, *run.notes)[:among]
    return bool(set(told) & set(fault_of(run.patient.fault).causes))


def mended_share(repairs: Sequence[Mended], harms: Sequence[Harm], doctor: str) -> tuple[int, int]:
    """How many a doctor mended: at least 90 % of the lost test score regained. A patient whose own
    training lost nothing, though its fault harms from other seeds, has nothing to regain."""
    clean = {one.patient: fmean(one.clean) for one in harms}
    allowed = {one.patient: one.allowed for one in harms}
    mine = [
        one
        for one in repairs
        if one.doctor == doctor and clean[one.patient] - one.before >= allowed[one.patient]
    ]
    healed = [
        one
        for one in mine
        if one.after - one.before >= REGAINED * (clean[one.patient] - one.before)
    ]
    return len(healed), len(mine)


def figures(
    harms: Sequence[Harm], alarms: Sequence[Examined], repairs: Sequence[Mended]
) -> list[str]:
    """The figures that were asked for, one line each."""
    harmful = [one for one in harms if one.is_harmful]
    runs = [run for one in harmful for run in one.sick]
    lines = [
        f"- harmful: {share(len(harmful), len(harms))} of the planted faults",
        f"- harmful faults detected: {share(sum(map(is_seen, runs)), len(runs))}",
        f"- healthy runs with a false alarm: {share(sum(map(is_seen, alarms)), len(alarms))}",
        f"- right cause first: {share(sum(is_named(one, 1) for one in runs), len(runs))};"
        f" among three: {share(sum(is_named(one, 3) for one in runs), len(runs))}",
    ]
    for doctor in dict.fromkeys(one.doctor for one in repairs):
        healed, of = mended_share(repairs, harms, doctor)
        worse = sum(one.after < one.before - 0.02 for one in repairs if one.doctor == doctor)
        lines.append(
            f"- {doctor}: mended {share(healed, of)} within five trainings; left"
            f" {share(worse, of)} worse on the test rows by more than two points"
        )
    return lines


def by_severity(harms: Sequence[Harm]) -> str:
    """How many faults harm, and how many of those runs are seen, by severity."""
    lines = ["| severity | harmful | detected |", "| --- | --- | --- |"]
    for severity, word in enumerate(SEVERITIES):
        mine = [one for one in harms if one.patient.severity == severity]
        runs = [run for one in mine if one.is_harmful for run in one.sick]
        harmful = share(sum(one.is_harmful for one in mine), len(mine))
        lines.append(f"| {word} | {harmful} | {share(sum(map(is_seen, runs)), len(runs))} |")
    return "\n".join(lines)


def by_kind(harms: Sequence[Harm], repairs: Sequence[Mended]) -> str:
    """One line a kind of fault: harm, detection, cause, repair by our doctor and by search."""
    lines = [
        "| fault | harmful | detected | cause first | among three | mended by etude |"
        " by random search |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for kind in dict.fromkeys(one.patient.fault for one in harms):
        mine = [one for one in harms if one.patient.fault == kind]
        runs = [run for one in mine if one.is_harmful for run in one.sick]
        some = [one for one in repairs if one.patient.fault == kind]
        counts = [sum(map(is_seen, runs)), *(sum(is_named(r, n) for r in runs) for n in (1, 3))]
        cells = " | ".join(f"{count}/{len(runs)}" for count in counts)
        healed = " | ".join(
            "{}/{}".format(*mended_share(some, mine, name)) for name in ("etude", "random search")
        )
        harmful = f"{sum(one.is_harmful for one in mine)}/{len(mine)}"
        lines.append(f"| {kind} | {harmful} | {cells} | {healed} |")
    return "\n".join(lines)


def confusion(harms: Sequence[Harm], alarms: Sequence[Examined]) -> str:
    """What each kind of fault was called first."""
    lines = ["| planted | called first |", "| --- | --- |"]
    kinds = dict.fromkeys(one.patient.fault for one in harms)
    runs = {
        kind: [
            run for one in harms if one.patient.fault == kind and one.is_harmful for run in one.sick
        ]
        for kind in kinds
    } | {"healthy": list(alarms)}
    for kind, some in runs.items():
        called = Counter(run.diagnoses[0] if run.diagnoses else "nothing" for run in some)
        words = ", ".join(f"{name} {count}" for name, count in called.most_common())
        lines.append(f"| {kind} | {words} |")
    return "\n".join(lines)
