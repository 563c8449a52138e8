"""Small data: does a study of 100, 300 or 1,000 rows end well, and is what it prints true?

    python -m benchmarks.small --data FOLDER [--only titanic wine_quality] [--budget 20s]

Sub-samples of four tables (two draws of each size below the table's own, seeded) are written as csv
and given to the real command, each in a process of its own. Asked of every study:

- does it end with status 0 (a refusal in one plain sentence, status 2, is counted as such), within
  its budget and 10 % more;
- is its loss not above the naive yardstick's beyond noise, and not above the linear one's: the 95 %
  interval of the paired loss saved on its sealed rows does not lie below 0;
- does the 95 % interval of the exam hold the score of the shipped model on up to 5,000 of the rows
  that the study never saw. Rows equal to a sampled one are left out. These rows are a sample too,
  at least seven times as large as the exam's.

Writes docs/results/small.md; about eight minutes on two cores.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.tables import Table, counted_share, saved, short, study, tables_named
from benchmarks.written import write_result
from etude.data.reading import read_table
from etude.errors import Mendable
from etude.records.duration import read_duration
from etude.studies.study import load

NAMES = ("titanic", "german_credit", "california_housing", "wine_quality")
SIZES = (100, 300, 1_000)
DRAWS = 2
MOST_UNSEEN = 5_000
REFUSED = 2  # exit status: the person can mend it
SLACK = 1.1  # of the budget, for the whole process


@dataclass(frozen=True)
class Case:
    """One sub-sample, studied.

    result: of the command. unseen: rows scored that the study never saw. score: of the shipped
    model on them; None where there is none, ``trouble`` then says why, "" for a failed study.
    """

    name: str
    rows: int
    draw: int
    result: dict[str, Any]
    unseen: int = 0
    score: float | None = None
    trouble: str = ""

    @property
    def done(self) -> bool:
        return "failed" not in self.result

    @property
    def held(self) -> bool:
        """Whether the interval of the exam holds the score on the rows never seen."""
        low, high = self.result["test"]["interval95"]
        return self.score is not None and low <= self.score <= high

    def worse_than(self, yardstick: str) -> bool:
        """Whether the loss is above this yardstick's beyond noise."""
        _, high = self.result["against_yardsticks"][yardstick]["interval95"]
        return high is not None and high < 0.0


def drawn(frame: pl.DataFrame, rows: int, draw: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """So many rows in their order, and up to 5,000 of those that equal none of them."""
    order = np.random.default_rng([rows, draw]).permutation(len(frame))
    sample = frame[np.sort(order[:rows])]
    others = frame[order[rows:]].join(sample, on=frame.columns, how="anti", nulls_equal=True)
    return sample, others.head(MOST_UNSEEN)


def studied(
    table: Table, frame: pl.DataFrame, rows: int, draw: int, place: Path, budget: str
) -> Case:
    """Study one sub-sample and score what ships on rows that it never saw."""
    name = f"{table.name}-{rows}-{draw}"
    sample, unseen = drawn(frame, rows, draw)
    sample.write_csv(place / f"{name}.csv")
    unseen.write_csv(place / f"{name}-unseen.csv")
    small = replace(table, name=name, file=f"{name}.csv")
    case = Case(table.name, rows, draw, study(small, place, place / "studies", "--budget", budget))
    if not case.done:
        return case
    try:
        scores: Any = load(place / "studies" / name).evaluate(place / f"{name}-unseen.csv")
    except Mendable as error:
        return replace(case, trouble=str(error))
    return replace(case, unseen=scores["rows"], score=scores["score"])


def row(case: Case) -> str:
    """One line of the table of results."""
    begin = f"| {case.name} | {case.rows} | {case.draw} | {case.result['status']} |"
    if not case.done:
        return (
            f"{begin} {' '.join(case.result['failed'])} | | | | | | | | {case.result['wall']:.1f} |"
        )
    low, high = case.result["test"]["interval95"]
    kept = "; ".join(case.result["changes_kept"]) or "-"
    return (
        f"{begin} {case.result['metric']} | {short(case.result['test']['score'])}"
        f" ({short(low)} to {short(high)}) | {case.result['rows']['test']} |"
        f" {case.trouble or short(case.score)} | {case.unseen} | {'yes' if case.held else '**no**'}"
        f" | {saved(case.result, 'naive')} | {saved(case.result, 'linear')} | {kept} |"
        f" {case.result['wall']:.1f} |"
    )


def summary(cases: Sequence[Case], seconds: float) -> str:
    """The figures asked for, over all sizes and by size."""
    done = [case for case in cases if case.done]
    refused = [case for case in cases if case.result["status"] == REFUSED]
    late = [case for case in cases if case.result["wall"] > SLACK * seconds]
    kept = [case for case in done if case.result["changes_kept"]]
    lines = [
        f"- ended with status 0: {len(done)} of {len(cases)}; refused (status 2, the table says"
        f" why): {_names(refused)}; over budget by more than 10 %: {_names(late)}",
        f"- loss above naive beyond noise: {_names([c for c in done if c.worse_than('naive')])};"
        f" above linear beyond noise: {_names([c for c in done if c.worse_than('linear')])}",
        f"- at least one change kept: {len(kept)} of {len(done)}",
        f"- the exam's interval holds the score on rows never seen: {_held(done)}",
        *(f"  - {rows:,} rows: {_held([c for c in done if c.rows == rows])}" for rows in SIZES),
    ]
    troubled = [case for case in done if case.trouble]
    return "\n".join([*lines, f"- rows never seen could not be scored: {_names(troubled)}"])


def _held(cases: Sequence[Case]) -> str:
    scored = [case for case in cases if case.score is not None]
    return counted_share(sum(case.held for case in scored), len(scored))


def _names(cases: Sequence[Case]) -> str:
    return ", ".join(f"{one.name} {one.rows} (draw {one.draw})" for one in cases) or "none"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--budget", default="20s")
    parser.add_argument("--only", nargs="*", default=NAMES, choices=NAMES)
    parser.add_argument("--written", type=Path, default=Path("docs/results/small.md"))
    options = parser.parse_args()
    cases = []
    with tempfile.TemporaryDirectory() as place:
        for table in tables_named(options.only):
            frame = read_table(options.data / table.file).frame
            for rows, draw in ((size, one) for size in SIZES for one in range(DRAWS)):
                if rows < len(frame):
                    cases.append(studied(table, frame, rows, draw, Path(place), options.budget))
                    print(row(cases[-1]), flush=True)
    head = (
        "| table | rows | draw | status | metric | test score (95 % interval) | test rows |"
        " score on rows never seen | rows | held | loss saved on naive | on linear | kept |"
        " seconds |\n" + "| --- " * 14 + "|\n"
    )
    notes = (
        f"Every study with `--budget {options.budget}`, on rows drawn at random (seeded) from the"
        " table. The rows never seen are the rest of the table, at most 5,000 of them and none"
        " equal to a sampled one; rows of a class that the sample did not have are left out by"
        " `etude evaluate`. Losses saved are of the exam. A sub-sample as large as its table is"
        " left out."
    )
    body = head + "\n".join(row(case) for case in cases)
    asked = summary(cases, read_duration(options.budget))
    write_result(options.written, "Small data", f"{asked}\n\n{body}", notes)


if __name__ == "__main__":
    main()
