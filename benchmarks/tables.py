"""Studies of 17 real tables, beside linear models and boosted trees on the same test rows.

    python -m benchmarks.tables --data FOLDER [--budget 2m] [--only titanic adult] [--out studies]

FOLDER holds the tables as a person would (names and places below). Every study is the real
command, in a process of its own. Writes docs/results/tables.md; 17 x 2 minutes on two cores.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.written import write_result
from etude.measuring.proportion import wilson

NOT_WORSE = 0.02  # of the yardstick's loss


@dataclass(frozen=True)
class Table:
    """A table: its file, its target columns, further options of the command."""

    name: str
    file: str
    targets: tuple[str, ...]
    options: tuple[str, ...] = ()


TABLES = (
    Table("adult", "adult/train.csv", ("income",), ("--test", "adult/test.csv")),
    Table("titanic", "titanic/titanic.csv", ("Survived",)),
    Table("german_credit", "german_credit/german_credit.csv", ("credit_risk",)),
    Table("bank_marketing", "bank_marketing/bank_marketing.parquet", ("deposit",)),
    Table("telco_churn", "telco_churn/telco_churn.csv", ("Churn",)),
    Table("wine_quality", "wine_quality/white.csv", ("quality",)),
    Table("mushroom", "mushroom/mushroom.csv", ("type",)),
    Table("spambase", "spambase/spambase.csv", ("type",)),
    Table("letter", "letter/letter.csv", ("letter",)),
    Table("creditcard_fraud", "creditcard_fraud/creditcard_fraud.csv", ("Class",)),
    Table("penguins", "penguins/penguins.csv", ("species",)),
    Table("california_housing", "california_housing/housing.csv", ("median_house_value",)),
    Table("diamonds", "diamonds/diamonds.csv.gz", ("price",)),
    Table("bike_sharing", "bike_sharing/bike_hourly.csv", ("cnt",)),
    Table("concrete", "concrete/concrete.csv", ("strength",)),
    Table("medical_cost", "medical_cost/insurance.csv", ("charges",)),
    Table("energy_efficiency", "energy_efficiency/energy.csv", ("Heating Load", "Cooling Load")),
)


def tables_named(names: Sequence[str]) -> list[Table]:
    """The tables of these names; all of them where none is named."""
    return [table for table in TABLES if not names or table.name in names]


def study(table: Table, data: Path, out: Path, *further: str) -> dict[str, Any]:
    """Run the command with further options; its result, or how it failed, with the exit status
    and the seconds of the whole process."""
    command = [sys.executable, "-m", "etude", "fit", str(data / table.file), "--json"]
    for target in table.targets:
        command += ["--target", target]
    options = [str(data / one) if "/" in one else one for one in table.options]
    command += ["--out", str(out / table.name), *options, *further]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    process = {"status": done.returncode, "wall": time.monotonic() - start}
    if done.returncode != 0:
        return {"failed": done.stderr.strip().splitlines()[-1:], **process}
    return {**json.loads(done.stdout), **process}


def row(table: Table, result: dict[str, Any]) -> str:
    """One line of the table of results."""
    if "failed" in result:
        return f"| {table.name} | FAILED {result['failed']} | | | | | | | {result['wall']:.0f} |"
    low, high = result["test"]["interval95"]
    yardsticks = result["yardsticks"]
    kept = "; ".join(result["changes_kept"]) or "-"
    return (
        f"| {table.name} | {result['metric']} | **{short(result['test']['score'])}**"
        f" ({short(low)} to {short(high)}) | {short(yardsticks['naive'])} |"
        f" {short(yardsticks['linear'])} | {short(yardsticks['boosted_trees'])} |"
        f" {saved(result, 'linear')} | {saved(result, 'boosted_trees')} | {kept} |"
        f" {result['wall']:.0f} |"
    )


def short(value: float | None) -> str:
    """Four digits; a dash where there is no value."""
    return "-" if value is None else f"{value:.4g}"


def saved(result: dict[str, Any], name: str) -> str:
    """Share of a yardstick's loss that the model saves on the test rows, with its interval."""
    found = result["against_yardsticks"][name]
    low, high = found["interval95"]
    if found["loss_saved"] is None:
        return "-"
    return f"{_share(found['loss_saved'])} ({_share(low)} to {_share(high)})"


def _share(value: float) -> str:
    """A yardstick that is almost never wrong leaves nothing to divide by."""
    return f"{value:+.1%}" if value > -10.0 else "under -1000%"


def counted_share(hits: int, of: int) -> str:
    """How many of how many, with Wilson's interval of the share."""
    if of == 0:
        return "0 of 0"
    low, high = wilson(hits / of, of)
    return f"{hits} of {of} ({hits / of:.0%}; 95 % interval {low:.0%} to {high:.0%})"


def summary(results: dict[str, dict[str, Any]], seconds: float) -> str:
    """The figures asked for."""
    done = {name: result for name, result in results.items() if "failed" not in result}
    fine = {
        yardstick: [n for n, r in done.items() if _saved_share(r, yardstick) >= -NOT_WORSE]
        for yardstick in ("linear", "boosted_trees")
    }
    shown_worse = [
        name for name, r in done.items()
        if (r["against_yardsticks"]["boosted_trees"]["interval95"][1] or 0.0) < 0.0
    ]  # fmt: skip
    kept = [name for name, r in done.items() if r["changes_kept"]]
    searched = [name for name, r in done.items() if _searched(r)]
    late = [name for name, r in results.items() if r["wall"] > 1.1 * seconds]
    lines = [
        f"- ran to the end: {len(done)} of {len(results)}; over budget by more than 10 %:"
        f" {', '.join(late) or 'none'}",
        f"- loss not more than 2 % above the linear yardstick's: {len(fine['linear'])} of"
        f" {len(done)}{_missing(done, fine['linear'])}",
        f"- loss not more than 2 % above boosted trees': {len(fine['boosted_trees'])} of"
        f" {len(done)}{_missing(done, fine['boosted_trees'])}; shown to be worse (95 % interval"
        f" of the paired difference below 0): {len(shown_worse)}"
        f" ({', '.join(shown_worse) or 'none'})",
        f"- at least one change kept: {len(kept)} of {len(done)}; counting only changes of the"
        f" network or its training, without averaging: {len(searched)}",
    ]
    return "\n".join(lines)


def _saved_share(result: dict[str, Any], yardstick: str) -> float:
    saved: float | None = result["against_yardsticks"][yardstick]["loss_saved"]
    return 0.0 if saved is None else saved


def _searched(result: dict[str, Any]) -> bool:
    return any(not name.startswith("average of") for name in result["changes_kept"])


def _missing(done: dict[str, Any], fine: list[str]) -> str:
    missed = [name for name in done if name not in fine]
    return f" (not: {', '.join(missed)})" if missed else ""


def options_of(name: str, about: str | None, *, budget: str) -> argparse.Namespace:
    """What a person may ask of a benchmark that studies real sets; ``name`` is that of its page and
    of the folder of its studies."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--budget", default=budget)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path(f"studies/{name}"))
    parser.add_argument("--written", type=Path, default=Path(f"docs/results/{name}.md"))
    return parser.parse_args()


def main() -> None:
    options = options_of("tables", __doc__, budget="2m")
    from etude.records.duration import read_duration

    chosen = tables_named(options.only)
    results = {}
    for table in chosen:
        results[table.name] = study(table, options.data, options.out, "--budget", options.budget)
        print(row(table, results[table.name]), flush=True)
    head = (
        "| table | metric | test score (95 % interval) | naive | linear | boosted trees |"
        " loss saved on linear | on boosted trees | kept | seconds |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    )
    body = "\n".join(row(table, results[table.name]) for table in chosen)
    notes = (
        f"Every study with `--budget {options.budget}`. The yardsticks learn every development"
        " row and are scored on the same test rows, which each study opens once. The loss saved"
        " is that of the deciding metric (squared error for rmse), paired by row."
    )
    asked = summary(results, read_duration(options.budget))
    write_result(options.written, "17 real tables", f"{asked}\n\n{head}{body}", notes)


if __name__ == "__main__":
    main()
