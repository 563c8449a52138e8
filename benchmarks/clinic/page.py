"""The clinic's result as a page: figures asked for, severities, kinds, and a confusion matrix."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from benchmarks.clinic.doctors.doctor import TRAININGS
from benchmarks.clinic.patients import fault_of
from benchmarks.clinic.study import POINTS, REGAINED, Examined, Harm, Health, Mended
from etude.measuring.proportion import wilson

SEVERITIES = ("mild", "plain", "gross")
DOCTOR, RIVAL = "etude", "random search"


@dataclass(frozen=True)
class Findings:
    """All that one run of the clinic found."""

    harms: Sequence[Harm]
    health: Sequence[Health]
    repairs: Sequence[Mended]

    @property
    def harmful(self) -> list[Harm]:
        return [one for one in self.harms if one.is_harmful]

    @property
    def healthy_runs(self) -> list[Examined]:
        return [run for one in self.health for run in one.healthy]


def share(found: int, of: int) -> str:
    """``9 of 10 (90 %; 95 % interval 60 to 98)``."""
    if not of:
        return "none"
    low, high = wilson(found / of, of)
    return f"{found} of {of} ({100 * found / of:.0f} %; {100 * low:.0f} to {100 * high:.0f})"


def is_seen(run: Examined) -> bool:
    """Whether any diagnosis was made."""
    return bool(run.diagnoses)


def is_named(run: Examined, among: int, *, by_judge: bool = False) -> bool:
    """Whether a right cause stands among the first diagnoses (then notes); by the lists of a judge
    where there are some."""
    told = (*run.diagnoses, *run.notes)[:among]
    fault = fault_of(run.patient.fault)
    right = (fault.judged or fault.causes) if by_judge else fault.causes
    return bool(set(told) & set(right))


def runs_of(harms: Iterable[Harm]) -> list[Examined]:
    """The runs of those faults that harm."""
    return [run for one in harms if one.is_harmful for run in one.sick]


def mended_share(
    repairs: Iterable[Mended], harms: Sequence[Harm], doctor: str, trainings: int = TRAININGS
) -> tuple[int, int]:
    """How many a doctor mended: at least 90 % of the lost test score regained, which is what the
    clean training of the same seed, on the same test rows, has more. A patient whose own training
    lost nothing, though its fault harms from other seeds, has nothing to regain."""
    harm_of = {one.patient: one for one in harms}
    healed = of = 0
    for one in repairs:
        harm = harm_of[one.patient]
        lost = harm.clean[one.patient.seed] - one.before
        if one.doctor == doctor and lost >= harm.allowed:
            of += 1
            healed += one.after(trainings) - one.before >= REGAINED * lost
    return healed, of


def lowered_share(repairs: Iterable[Mended], doctor: str) -> tuple[int, int]:
    """How many of the changes that a doctor accepted lowered the test score."""
    steps = [
        (before, after)
        for one in repairs
        if one.doctor == doctor
        for (before, after), is_taken in zip(pairwise(one.tests), one.accepted, strict=True)
        if is_taken
    ]
    return sum(after < before for before, after in steps), len(steps)


def figures(found: Findings) -> str:
    """The figures that were asked for, one line each."""
    harmful, runs = found.harmful, runs_of(found.harms)
    first, third = (sum(is_named(one, among) for one in runs) for among in (1, 3))
    lines = [
        f"- harmful: {share(len(harmful), len(found.harms))} of the planted faults",
        f"- harmful faults detected: {share(sum(map(is_seen, runs)), len(runs))}; asked 90 %",
        alarms(found),
        f"- right cause first: {share(first, len(runs))}, asked 60 %; among three:"
        f" {share(third, len(runs))}, asked 85 %",
        *_by_the_judge(runs),
        _without_plain_network(found),
        *(_line_of(found, doctor) for doctor in dict.fromkeys(one.doctor for one in found.repairs)),
    ]
    return "\n".join(lines)


def _by_the_judge(runs: Sequence[Examined]) -> list[str]:
    if not any(fault_of(one.patient.fault).judged for one in runs):
        return []
    first, third = (sum(is_named(one, among, by_judge=True) for one in runs) for among in (1, 3))
    return [
        f"- by the stricter lists of a judge: right cause first: {share(first, len(runs))}; among"
        f" three: {share(third, len(runs))}"
    ]


def _without_plain_network(found: Findings) -> str:
    runs, well = runs_of(found.harms), found.healthy_runs
    return (
        "- without the plain networks among the yardsticks: detected"
        f" {share(sum(bool(one.without) for one in runs), len(runs))}, false alarms"
        f" {share(sum(bool(one.without) for one in well), len(well))}"
    )


def alarms(found: Findings) -> str:
    """False alarms, and how many runs count as healthy."""
    well, runs = found.healthy_runs, sum(len(one.runs) for one in found.health)
    others = [run for one in found.health for run in one.runs if run not in one.healthy]
    untunable = [run for one in found.health for run in one.untunable]
    return (
        f"- healthy runs with a false alarm: {share(sum(map(is_seen, well)), len(well))}; asked at"
        f" most 14 of 300 (of {runs} runs without a planted fault; {len(others)} were bettered by"
        " tuning or a plain network and do not count, with a diagnosis of"
        f" {sum(map(is_seen, others))} of them). Of all that tuning alone did not better, as the"
        " parts up to lessons count:"
        f" {share(sum(map(is_seen, untunable)), len(untunable))}"
    )


def by_health(found: Findings) -> str:
    """One line a base: its healthy runs, and what is cried of them."""
    lines = ["| base | healthy runs | false alarms | called first |", "| --- | --- | --- | --- |"]
    for base in dict.fromkeys(one.runs[0].patient.base for one in found.health):
        well = [run for run in found.healthy_runs if run.patient.base == base]
        called = Counter(run.diagnoses[0] for run in well if is_seen(run))
        words = ", ".join(f"{name} {count}" for name, count in called.most_common())
        lines.append(
            f"| {base.data}, {base.network} | {len(well)} | {called.total()} | {words or '-'} |"
        )
    return "\n".join(lines)


def _line_of(found: Findings, doctor: str) -> str:
    mine = [one for one in found.repairs if one.doctor == doctor]
    mended = share(*mended_share(mine, found.harms, doctor))
    worse = sum(one.after() < one.before - POINTS for one in mine)
    spent = fmean(len(one.accepted) for one in mine)
    return (
        f"- {doctor}: mended {mended} within five trainings ({spent:.1f} spent on average); of its"
        f" accepted changes {share(*lowered_share(mine, doctor))} lowered the test score; left"
        f" {share(worse, len(mine))} worse by more than two points"
    )


def by_trainings(found: Findings) -> str:
    """Share mended after each training spent, a line a doctor."""
    spent = range(1, TRAININGS + 1)
    lines = [
        "| mended, %, after trainings | " + " | ".join(map(str, spent)) + " |",
        "| --- |" + " --- |" * TRAININGS,
    ]
    for doctor in dict.fromkeys(one.doctor for one in found.repairs):
        counts = [mended_share(found.repairs, found.harms, doctor, most) for most in spent]
        cells = " | ".join(f"{100 * healed / max(of, 1):.0f}" for healed, of in counts)
        lines.append(f"| {doctor} | {cells} |")
    return "\n".join(lines)


def by_severity(found: Findings) -> str:
    """How many faults harm, and how many of those runs are seen and mended, by severity."""
    lines = [
        f"| severity | harmful | detected | mended by {DOCTOR} | by {RIVAL} |",
        "| --- | --- | --- | --- | --- |",
    ]
    for severity, word in enumerate(SEVERITIES):
        mine = [one for one in found.harms if one.patient.severity == severity]
        runs, some = runs_of(mine), [r for r in found.repairs if r.patient.severity == severity]
        healed = " | ".join(
            share(*mended_share(some, found.harms, name)) for name in (DOCTOR, RIVAL)
        )
        harmful = share(sum(one.is_harmful for one in mine), len(mine))
        seen = share(sum(map(is_seen, runs)), len(runs))
        lines.append(f"| {word} | {harmful} | {seen} | {healed} |")
    return "\n".join(lines)


def by_kind(found: Findings) -> str:
    """One line a kind of fault: harm, detection, cause, repair by our doctor and by search."""
    lines = [
        f"| fault | harmful | detected | cause first | among three | mended by {DOCTOR} |"
        f" by {RIVAL} |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for kind in dict.fromkeys(one.patient.fault for one in found.harms):
        mine = [one for one in found.harms if one.patient.fault == kind]
        some = [one for one in found.repairs if one.patient.fault == kind]
        harmful = f"{sum(one.is_harmful for one in mine)}/{len(mine)}"
        lines.append(f"| {kind} | {harmful} | {_told(runs_of(mine))} | {_healed(some, found)} |")
    return "\n".join(lines)


def by_base(found: Findings) -> str:
    """One line a base: clean score, harmful faults and their detection, false alarms, repairs."""
    lines = [
        "| base | clean score | harmful | detected | cause first | among three | false alarms |"
        f" mended by {DOCTOR} | by {RIVAL} |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for base in dict.fromkeys(one.patient.base for one in found.harms):
        mine = [one for one in found.harms if one.patient.base == base]
        some = [one for one in found.repairs if one.patient.base == base]
        well = [run for run in found.healthy_runs if run.patient.base == base]
        harmful = f"{sum(one.is_harmful for one in mine)}/{len(mine)}"
        alarms = f"{sum(map(is_seen, well))}/{len(well)}"
        lines.append(
            f"| {base.data}, {base.network} | {fmean(mine[0].clean):.3f} | {harmful} |"
            f" {_told(runs_of(mine))} | {alarms} | {_healed(some, found)} |"
        )
    return "\n".join(lines)


def _told(runs: Sequence[Examined]) -> str:
    counts = [sum(map(is_seen, runs)), *(sum(is_named(r, n) for r in runs) for n in (1, 3))]
    return " | ".join(f"{count}/{len(runs)}" for count in counts)


def _healed(repairs: Sequence[Mended], found: Findings) -> str:
    counts = (mended_share(repairs, found.harms, name) for name in (DOCTOR, RIVAL))
    return " | ".join(f"{healed}/{of}" for healed, of in counts)


def confusion(found: Findings) -> str:
    """What each kind of fault was called first."""
    lines = ["| planted | called first |", "| --- | --- |"]
    kinds = dict.fromkeys(one.patient.fault for one in found.harms)
    runs = {
        kind: runs_of(one for one in found.harms if one.patient.fault == kind) for kind in kinds
    }
    for kind, some in (runs | {"healthy": found.healthy_runs}).items():
        called = Counter(run.diagnoses[0] if run.diagnoses else "nothing" for run in some)
        words = ", ".join(f"{name} {count}" for name, count in called.most_common())
        lines.append(f"| {kind} | {words} |")
    return "\n".join(lines)
