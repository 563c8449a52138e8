"""How often real trainings keep a change that does nothing, and how often one that helps.

    python -m benchmarks.nulls --data FOLDER [--seconds 900] [--processes 2]

Every confirmation is forced: no screening before it, rows and seeds drawn anew. FOLDER holds four
of the tables of benchmarks/tables.py. The cells take turns until so many seconds of processor time
are spent, all processes together. Writes docs/results/nulls.md.
"""

import argparse
import itertools
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from scipy.stats import beta
from tests.measuring.made import classes, numbers
from tests.studies.test_null_changes import (
    PLAN,
    Confirmation,
    Drawn,
    World,
    confirmation,
    confirmed,
    losses,
)

from benchmarks.written import write_result
from etude.data.columns import infer_schema
from etude.data.encoding import encode
from etude.data.reading import read_table
from etude.data.sealing import seal
from etude.data.target import decide_problem
from etude.data.typed import TypedTable
from etude.method.numbers import CONFIRMATIONS, FUTILITY_P, SIGNIFICANCE
from etude.records.problem import Problem
from etude.records.split import Lane

ASKED, ASKED_BOUND = 0.05, 0.075  # of the null changes kept: at most, and its upper 95 % bound
POWER_OF_ORACLE, ASKED_POWER = 0.95, 0.80
RESULT = Path("docs/results/nulls.md")


# --- where the rows come from ----------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """A real table, of which every confirmation gets a sample of its own."""

    file: str
    target: str
    metric: str


@cache
def typed_rows(table: Table, data: Path) -> tuple[TypedTable, Problem]:
    """Rows of a real table as a study types them; equal rows belong together."""
    frame = seal(read_table(data / table.file), (table.target,), order="random").development
    schema, _ = infer_schema(frame, (table.target,))
    typed, _ = encode(frame, schema, with_target=True)
    return typed, decide_problem(schema, typed, metric=table.metric)


def sample(typed: TypedTable, rows: int, generator: np.random.Generator) -> TypedTable:
    """So many rows, drawn without return; samples of different confirmations may share some."""
    chosen = np.sort(generator.choice(len(typed), rows, replace=False))
    return replace(
        typed,
        numbers=typed.numbers[chosen],
        categories=typed.categories[chosen],
        target=typed.truth[chosen],
        units=typed.units[chosen],
        clusters=typed.clusters[chosen],
    )


# --- cells -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One sort of confirmation.

    source: a real table, of which the same plan is compared with itself by other seeds; or a
            world, in which both plans see columns of their own and share their seeds.
    """

    name: str
    source: Table | World
    lane: Lane
    rows: int
    repeats: int

    @property
    def kind(self) -> str:
        """What sets the candidate apart."""
        if isinstance(self.source, Table):
            return "seeds"
        return "gain" if self.source.second > self.source.first else "rows"

    def confirm(self, seed: int, data: Path) -> Confirmation:
        """One confirmation on rows of its own."""
        if isinstance(self.source, World):
            return confirmed(self.source, self.lane, self.rows, self.repeats, seed)
        typed, problem = typed_rows(self.source, data)
        drawn = sample(typed, self.rows, np.random.default_rng(seed))
        work = Drawn(drawn, problem, self.lane, seed)
        others = seed + len(drawn)  # more than there are runs
        both = [losses(work, self.repeats, first) for first in (seed, others)]
        return confirmation(both[0], both[1], work)


# Rows and repeats: the fewest repeats that a study takes, and on hold-out the most too.
SIZES: dict[Lane, tuple[tuple[int, int], ...]] = {
    "cross-validation": ((600, 8), (1_500, 8)),
    "hold-out": ((4_000, 4), (4_000, 10)),
}
ADULT = Table("adult/train.csv", "income", "log_loss")
BANK = Table("bank_marketing/bank_marketing.parquet", "deposit", "log_loss")
LETTER = Table("letter/letter.csv", "letter", "log_loss")
HOUSING = Table("california_housing/housing.csv", "median_house_value", "rmse")
SEED_CELLS = (
    Cell("adult", ADULT, "cross-validation", 600, 8),
    Cell("adult", ADULT, "hold-out", 4_000, 4),
    Cell("bank", BANK, "hold-out", 4_000, 4),
    Cell("letter", LETTER, "cross-validation", 1_500, 8),
    Cell("letter", LETTER, "hold-out", 4_000, 10),
    Cell("housing", HOUSING, "cross-validation", 600, 8),
    Cell("housing", HOUSING, "hold-out", 4_000, 4),
)
# Effects in the deviation of a logit, or of a target whose errors have the deviation 1.3; they
# were chosen for gains of about 2, 5 and 10 % of the loss.
EFFECTS = {"log_loss": (0.36, 0.58, 0.84), "rmse": (0.2, 0.32, 0.46)}


def row_cells() -> Iterable[Cell]:
    """Other columns of equal worth: the plans differ in every row."""
    for name, problem in (("classes", classes()), ("numbers", numbers())):
        for lane, (smaller, larger) in SIZES.items():
            yield Cell(f"{name}, apart", World(problem, 0.0, 1.0, 1.0), lane, *smaller)
            yield Cell(f"{name}, half shared", World(problem, 1.0, 1.0, 1.0), lane, *larger)


def gain_cells() -> Iterable[Cell]:
    """A column more that tells something; the incumbent sees one that tells nothing."""
    for name, problem in (("classes", classes()), ("numbers", numbers())):
        for lane, effect in itertools.product(SIZES, EFFECTS[problem.metric]):
            world = World(problem, 1.0, 0.0, effect)
            yield Cell(f"{name}, effect {effect:g}", world, lane, *SIZES[lane][0])


CELLS = (*SEED_CELLS, *row_cells(), *gain_cells())


# --- measuring -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """What one process does: every ``processes``-th turn of all cells, for so many seconds."""

    process: int
    processes: int
    seconds: float
    data: Path


@dataclass(frozen=True)
class Found:
    """A confirmation of the cell at this place, and what it took of one core."""

    place: int
    confirmation: Confirmation
    seconds: float


def work_off(share: Share) -> list[Found]:
    """Confirmations of this share, the cells by turns, until its seconds are spent."""
    torch.set_num_threads(1)
    turns = itertools.count(share.process, share.processes)
    asked = ((turn, place) for turn in turns for place in range(len(CELLS)))
    found: list[Found] = []
    while (start := time.process_time()) < share.seconds:
        turn, place = next(asked)
        seed = int(np.random.SeedSequence([place, turn]).generate_state(1)[0])
        one = CELLS[place].confirm(seed, share.data)
        found.append(Found(place, one, time.process_time() - start))
    return found


def measured(shares: Sequence[Share]) -> list[list[Found]]:
    """What all processes found, cell by cell."""
    with get_context("spawn").Pool(len(shares)) as pool:
        found = list(itertools.chain.from_iterable(pool.map(work_off, shares, chunksize=1)))
    return [[one for one in found if one.place == place] for place in range(len(CELLS))]


# --- what came of it -------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """Counts over confirmations.

    stopped: half-way. kept: by the rule. shown: p under 0.05 with all repeats, as a single test
    of them would have it. shown_unstopped: of those, the ones that were not stopped half-way.
    """

    count: int
    stopped: int
    kept: int
    shown: int
    shown_unstopped: int

    @classmethod
    def of(cls, confirmations: Sequence[Confirmation]) -> "Tally":
        shown = [one for one in confirmations if one.p < SIGNIFICANCE]
        return cls(
            len(confirmations),
            sum(one.stopped for one in confirmations),
            sum(one.kept for one in confirmations),
            len(shown),
            sum(not one.stopped for one in shown),
        )


def upper_bound(hits: int, count: int) -> float:
    """One-sided upper 95 % bound of a rate. Source: Clopper & Pearson 1934."""
    return 1.0 if hits == count else float(beta.ppf(0.95, hits + 1, count - hits))


def share_of(hits: int, count: int) -> str:
    return f"{hits} ({hits / count:.1%})"


def null_table(found: Sequence[list[Found]]) -> str:
    """The cells whose changes do nothing, and their totals beside what is asked."""
    lines = [
        "| data | rows | lane | repeats | differs by | confirmations | stopped half-way | kept |"
        " p < 0.05 and not stopped | p < 0.05 with all repeats | seconds each |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    nulls = [place for place, cell in enumerate(CELLS) if cell.kind != "gain" and found[place]]
    for place in nulls:
        cell, tally = CELLS[place], Tally.of([one.confirmation for one in found[place]])
        lines.append(
            f"| {cell.name} | {cell.rows:,} | {cell.lane} | {cell.repeats} | {cell.kind} |"
            f" {tally.count} | {tally.stopped} | {tally.kept} | {tally.shown_unstopped} |"
            f" {tally.shown} | {np.median([one.seconds for one in found[place]]):.1f} |"
        )
    totals = [
        "| null changes | confirmations | kept | upper 95 % bound |"
        " p < 0.05 and not stopped | bound | p < 0.05 with all repeats | bound |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    tallies = {
        name: Tally.of([one.confirmation for place in chosen for one in found[place]])
        for name, chosen in _groups(nulls).items()
    }
    totals += [_total(name, tally) for name, tally in tallies.items()]
    return "\n".join([*lines, "", *totals, "", _null_rate(tallies["all"])])


def _groups(places: Sequence[int]) -> dict[str, list[int]]:
    """Places of cells, all of them and by what they have in common."""
    groups = {"all": list(places)}
    for place in places:
        groups.setdefault(f"other {CELLS[place].kind}", []).append(place)
    for place in places:
        groups.setdefault(CELLS[place].lane, []).append(place)
    return groups


def _total(name: str, tally: Tally) -> str:
    rates = " | ".join(
        f"{share_of(hits, tally.count)} | {upper_bound(hits, tally.count):.1%}"
        for hits in (tally.kept, tally.shown_unstopped, tally.shown)
    )
    return f"| {name} | {tally.count} | {rates} |"


def _null_rate(tally: Tally) -> str:
    """What was kept of all null changes, beside what is asked."""
    bound = upper_bound(tally.kept, tally.count)
    met = tally.kept <= ASKED * tally.count and bound <= ASKED_BOUND
    return (
        f"The rule keeps {tally.kept} of {tally.count} changes that do nothing, upper 95 % bound"
        f" {bound:.1%}; asked: at most {ASKED:.0%}, bound at most {ASKED_BOUND:.1%}:"
        f" {'met' if met else '**not met**'}."
    )


def gain_table(found: Sequence[list[Found]]) -> str:
    """The cells whose changes truly help, and how the rule does where an oracle does well."""
    lines = [
        "| data | rows | lane | repeats | true gain (standard error) | confirmations |"
        " oracle | stopped half-way | kept | seconds each |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    seen: list[Tally] = []
    for cell, here in zip(CELLS, found, strict=True):
        if cell.kind != "gain" or not here:
            continue
        tally = Tally.of([one.confirmation for one in here])
        gains = [one.confirmation.gain for one in here]
        error = np.std(gains) / max(len(gains) - 1, 1) ** 0.5
        seconds = np.median([one.seconds for one in here])
        lines.append(
            f"| {cell.name} | {cell.rows:,} | {cell.lane} | {cell.repeats} | {np.mean(gains):.1%}"
            f" ({error:.1%}) | {tally.count} | {share_of(tally.shown, tally.count)} |"
            f" {tally.stopped} | {share_of(tally.kept, tally.count)} | {seconds:.1f} |"
        )
        if tally.shown >= POWER_OF_ORACLE * tally.count:
            seen.append(tally)
    return "\n".join([*lines, "", _power(seen)])


def _power(seen: Sequence[Tally]) -> str:
    """What was kept in the cells where the oracle has the power asked for."""
    count, kept = sum(one.count for one in seen), sum(one.kept for one in seen)
    if not count:
        return f"In no cell did the oracle see the gain {POWER_OF_ORACLE:.0%} of the time."
    met = "met" if kept >= ASKED_POWER * count else "**not met**"
    return (
        f"Where the oracle sees the gain at least {POWER_OF_ORACLE:.0%} of the time, the rule keeps"
        f" {kept} of {count} ({kept / count:.1%}); asked: at least {ASKED_POWER:.0%}: {met}."
    )


def notes(found: Sequence[list[Found]], options: argparse.Namespace) -> str:
    """What was done, for anyone to judge."""
    levels = ", ".join(
        f"{SIGNIFICANCE / many:.2g} on {lane}" for lane, many in CONFIRMATIONS.items()
    )
    settings = ", ".join(f"{name} {value}" for name, value in PLAN.content().items())
    return f"""{sum(map(len, found))} forced confirmations by real trainings ({settings}),
{options.seconds:g} s of processor time in all, processes: {options.processes}. Rows, folds and
seeds are drawn anew for each.

Other seeds: the same plan against itself, on a sample of a real table. Other rows: made rows of
three groups of two columns, of one law, independent; the incumbent sees one group, the candidate
another with the same effect (half shared: both see the third too, with that effect again).
Neither loses less in the population, but they differ in every row. The learn rows are drawn anew
too, so that their luck counts here as well, which no comparison on one table can see. Errors of
made numbers follow t with 5 degrees of freedom.

Kept: the method's rule, p under {levels}, after a stop half-way where p is above {FUTILITY_P:g},
and a gain of at least 0.5 % of the loss. All repeats were trained whether or not the rule
stopped, so that the level of a single test is seen too.

The true gain of a planted change is the mean over all confirmations of its cell, each with rows
and networks of its own. The oracle knows which single change to test: p < 0.05 with all
repeats, on the same losses."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=900.0, help="of processor time, in all")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--written", type=Path, default=RESULT)
    options = parser.parse_args()
    many = options.processes
    own = options.seconds / many
    found = measured([Share(process, many, own, options.data) for process in range(many)])
    body = f"## Changes that do nothing\n\n{null_table(found)}\n\n## Changes that help\n\n"
    write_result(
        options.written, "Null and planted changes", body + gain_table(found), notes(found, options)
    )


if __name__ == "__main__":
    main()
