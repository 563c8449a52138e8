"""The real cases as a page: figures, what was said and mended, and what had to be chosen."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from statistics import fmean

from benchmarks.clinic.doctors import etude_doctor, random_search
from benchmarks.clinic.literature import Told
from benchmarks.clinic.literature_study import Treated
from benchmarks.clinic.page import share
from benchmarks.clinic.study import DOCTORS, POINTS, REGAINED

TITLE = "The clinic, real cases from the literature"
FIRST = (etude_doctor.NAME, random_search.NAME)


def notes(results: Sequence[Treated]) -> str:
    """What a reader has to know before the figures."""
    seeds = len({one.seed for one in results})
    return (
        f"Of each case {seeds} seed{'s' if seeds > 1 else ''}; scores are means on rows that were"
        " not learned from: share right, or R2, where 0 is what knowing nothing gives. Right causes"
        " were fixed for every case before it was run, and what is ours was chosen by scores alone."
        " The first three are diagnoses, then notes, as in the clinic's other parts. x shuffled"
        " cannot be mended by any setting; it counts all the same."
        " Each doctor has five trainings, and validation rows alone to choose by. Published scores"
        " are of the original data. Left out: SO 50481178 and 41327601, of which the published"
        " repair made things worse: nothing but their number is known."
    )


def body(cases: Sequence[Told], results: Sequence[Treated]) -> str:
    """Figures and tables of the page."""
    parts = (figures(cases, results), outcomes(cases, results), others(cases, results))
    return "\n\n".join((*parts, choices(cases)))


def figures(cases: Sequence[Told], results: Sequence[Treated]) -> str:
    """What was seen, named and mended of the runs that lost at least two points."""
    causes = {(one.name, one.fault): one.causes for one in cases}
    lost = [one for one in results if one.repaired - one.sick >= POINTS]

    def of(runs: Sequence[Treated], holds: Callable[[Treated], bool]) -> str:
        return share(sum(map(holds, runs)), len(runs))

    def named(among: int) -> str:
        return of(lost, lambda one: _is_named(one, causes[one.name, one.fault], among))

    lines = [
        "- sick runs two points or more behind the published repair:"
        f" {share(len(lost), len(results))}",
        f"- diagnosed: {of(lost, lambda one: bool(one.diagnoses))}",
        f"- right cause first: {named(1)}; among three: {named(3)}",
    ]
    for doctor in (one.NAME for one in DOCTORS):
        mended = of(lost, partial(_is_mended, doctor=doctor))
        worse = sum(one.healed[doctor] < one.sick - POINTS for one in results)
        lines.append(
            f"- {doctor}: {100 * REGAINED:.0f} % of what the published repair gains regained in"
            f" {mended}; left {share(worse, len(results))} worse by more than two points"
        )
    return "\n".join(lines)


def _is_named(one: Treated, causes: Sequence[str], among: int) -> bool:
    return bool(set(causes) & set(one.told[:among]))


def _is_mended(one: Treated, doctor: str) -> bool:
    return one.healed[doctor] - one.sick >= REGAINED * (one.repaired - one.sick)


def outcomes(cases: Sequence[Told], results: Sequence[Treated]) -> str:
    """One line a case: scores, what Etude said, what its doctor and random search made of it."""
    head = ("case", "fault", "sick", "published repair", "Etude said first", "right among three")
    lines = _head(*head, *(f"after {name}" for name in FIRST))
    for told in cases:
        mine = _of(told, results)
        right = sum(_is_named(one, told.causes, 3) for one in mine)
        cells = (
            told.name,
            told.fault,
            f"{fmean(one.sick for one in mine):.3f}",
            f"{fmean(one.repaired for one in mine):.3f}",
            _said(mine),
            f"{right}/{len(mine)}",
            *(_after(mine, name) for name in FIRST),
        )
        lines.append(_line(cells))
    return "\n".join(lines)


def others(cases: Sequence[Told], results: Sequence[Treated]) -> str:
    """Scores after the other doctors."""
    names = [one.NAME for one in DOCTORS if one.NAME not in FIRST]
    lines = _head("case", "fault", *(f"after {name}" for name in names))
    for told in cases:
        mine = _of(told, results)
        lines.append(_line((told.name, told.fault, *(_after(mine, name) for name in names))))
    return "\n".join(lines)


def choices(cases: Sequence[Told]) -> str:
    """What was published of every case, which causes count as right, and what is ours."""
    lines = _head("case", "fault", "published", "right causes", "chosen, reduced or replaced here")
    for told in cases:
        published = (
            f"{told.before or '?'} -> {told.after or '?'}" if told.before + told.after else ""
        )
        cells = (told.name, told.fault, published, ", ".join(told.causes), told.ours)
        lines.append(_line(cells))
    return "\n".join(lines)


def _of(told: Told, results: Sequence[Treated]) -> list[Treated]:
    return [one for one in results if (one.name, one.fault) == (told.name, told.fault)]


def _said(mine: Sequence[Treated]) -> str:
    counts = Counter(one.diagnoses[0] if one.diagnoses else "nothing" for one in mine)
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def _after(mine: Sequence[Treated], doctor: str) -> str:
    return f"{fmean(one.healed[doctor] for one in mine):.3f}"


def _head(*cells: str) -> list[str]:
    return [_line(cells), _line(["---"] * len(cells))]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
