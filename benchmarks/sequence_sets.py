"""Studies of 13 real sets of texts and series, beside the simple baselines on the same test rows.

    python -m benchmarks.sequence_sets --data FOLDER [--budget 5m] [--only sms_spam] [--out studies]

FOLDER holds the sets as a person would (names and places below). Every study is the real command,
in a process of its own. Writes docs/results/sequence_sets.md; 13 x 5 minutes on two cores.

The simple baseline of a set is a yardstick of the study itself, which learns every development row
and is scored on the same test rows: words by TF-IDF and a linear model, the nearest neighbour of a
series, the season before.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.tables import Table, counted_share, options_of, saved, short, study
from benchmarks.written import write_result

TEST = "--test"


@dataclass(frozen=True)
class Set(Table):
    """A set with its simple baseline: the yardstick that a good network should reach or pass."""

    simple: str = "linear"


SETS = (
    Set("sms_spam", "sms_spam/sms_spam.csv", ("label",)),
    Set("ag_news", "ag_news/ag_news.csv", ("label",)),
    Set("banking77", "banking77/train.csv", ("intent",), (TEST, "banking77/test.csv")),
    Set("movie_polarity", "movie_polarity/movie_polarity.csv", ("label",)),
    Set(
        "airline_passengers",
        "airline_passengers/airline_passengers.csv",
        ("Passengers",),
        ("--forecast", "12"),
        "seasonal_naive",
    ),
    Set(
        "daily_min_temperatures",
        "daily_min_temperatures/daily_min_temperatures.csv",
        ("Temp",),
        ("--forecast", "7"),
        "seasonal_naive",
    ),
    Set(
        "sunspots",
        "sunspots/sunspots_monthly.csv",
        ("Sunspots",),
        ("--forecast", "12"),
        "seasonal_naive",
    ),
    Set(
        "texas_housing",
        "texas_housing/texas_housing.csv",
        ("sales",),
        ("--forecast", "12", "--series-id", "city"),
        "seasonal_naive",
    ),
    Set("etth1", "etth1/ETTh1.csv", ("OT",), ("--forecast", "96"), "seasonal_naive"),
    *(
        Set(name, f"{name}/train.csv", ("label",), (TEST, f"{name}/test.csv"), "nearest_neighbour")
        for name in ("gunpoint", "italy_power", "basic_motions", "japanese_vowels")
    ),
)


def row(one: Set, result: dict[str, Any]) -> str:
    """One line of the table of results."""
    if "failed" in result:
        return f"| {one.name} | FAILED {result['failed']} | | | | | | | {result['wall']:.0f} |"
    low, high = result["test"]["interval95"]
    yardsticks, metrics = result["yardsticks"], result["test"]["metrics"]
    naive = next(iter(yardsticks))
    kept = "; ".join(result["changes_kept"]) or "-"
    return (
        f"| {one.name} | {result['metric']} | **{short(result['test']['score'])}**"
        f" ({short(low)} to {short(high)}) | {short(metrics.get('accuracy'))} |"
        f" {naive.replace('_', ' ')} {short(yardsticks[naive])}: {saved(result, naive)} |"
        f" {one.simple.replace('_', ' ')} {short(yardsticks[one.simple])}:"
        f" {saved(result, one.simple)} | {result['plan'].get('sequence_model', 'lstm')} | {kept} |"
        f" {result['wall']:.0f} |"
    )


def summary(sets: Sequence[Set], results: dict[str, dict[str, Any]], seconds: float) -> str:
    """The figures asked for: naive beaten beyond noise, the simple baseline reached or passed."""
    done = {name: result for name, result in results.items() if "failed" not in result}
    simple = {one.name: one.simple for one in sets}
    beaten = [n for n, r in done.items() if _interval(r, next(iter(r["yardsticks"])))[0] > 0.0]
    reached = [n for n, r in done.items() if _share(r, simple[n]) >= 0.0]
    shown = [n for n, r in done.items() if _interval(r, simple[n])[1] < 0.0]
    late = [n for n, r in results.items() if r["wall"] > 1.1 * seconds]
    lines = (
        f"- ran to the end: {len(done)} of {len(results)}; over budget by more than 10 %:"
        f" {', '.join(late) or 'none'}",
        f"- beats its naive yardstick beyond noise: {counted_share(len(beaten), len(done))}"
        f"{_others(done, beaten)}",
        f"- reaches or passes the simple baseline: {counted_share(len(reached), len(done))}"
        f"{_others(done, reached)}; shown to be behind it: {', '.join(shown) or 'none'}",
    )
    return "\n".join(lines)


def _share(result: dict[str, Any], yardstick: str) -> float:
    found = result["against_yardsticks"][yardstick]["loss_saved"]
    return 0.0 if found is None else float(found)


def _interval(result: dict[str, Any], yardstick: str) -> tuple[float, float]:
    low, high = result["against_yardsticks"][yardstick]["interval95"]
    return (low or 0.0), (high or 0.0)


def _others(done: dict[str, Any], named: list[str]) -> str:
    missed = [name for name in done if name not in named]
    return f" (not: {', '.join(missed)})" if missed else ""


def study_sets(sets: Sequence[Set], title: str, options: argparse.Namespace) -> None:
    """Study the sets that are asked for, one after the other, and write the table down."""
    from etude.records.duration import read_duration

    chosen = [one for one in sets if not options.only or one.name in options.only]
    results = {}
    for one in chosen:
        results[one.name] = study(one, options.data, options.out, "--budget", options.budget)
        print(row(one, results[one.name]), flush=True)
    head = (
        "| set | metric | test score (95 % interval) | accuracy | naive, and the loss saved on it |"
        " simple baseline, and the loss saved on it | model | kept | seconds |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    )
    body = "\n".join(row(one, results[one.name]) for one in chosen)
    notes = (
        f"Every study with `--budget {options.budget}`. The yardsticks learn every development row"
        " and are scored on the same test rows, which each study opens once. The loss saved is"
        " that of the deciding metric, paired by row, with its 95 % interval."
    )
    asked = summary(chosen, results, read_duration(options.budget))
    write_result(options.written, title, f"{asked}\n\n{head}{body}", notes)


def main() -> None:
    options = options_of("sequence_sets", __doc__, budget="5m")
    study_sets(SETS, "13 sets of texts and series", options)


if __name__ == "__main__":
    main()
