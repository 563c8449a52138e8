"""`etude fit`: a whole study."""

from typing import Any

import click

from etude.cli.asking import (
    COST,
    COUNT,
    DEVICE,
    DURATION,
    KIND,
    METRIC,
    ORDER,
    SEED,
    SOME_PHASES,
    TASK,
    pass_place,
    question_from,
    series_options,
)
from etude.cli.place import Place
from etude.cli.running import fit_study
from etude.errors import BadOption


@click.command()
@click.argument("data")
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="COLUMN",
    help="Column to predict; several columns of numbers may be named.",
)
@click.option("--out", metavar="FOLDER", help="Folder of the study.  [default: under studies/]")
@click.option(
    "--budget",
    "budget_seconds",
    type=DURATION,
    metavar="TIME",
    help="Time for the whole study: 90s, 10m, 1h30m.  [default: 5m]",
)
@click.option(
    "--seed",
    type=SEED,
    metavar="NUMBER",
    help="Seed of every random choice but the split.  [default: 0]",
)
@click.option(
    "--metric",
    type=METRIC,
    metavar="NAME",
    help="What decides; picked by a rule where not given.",
)
@click.option("--task", type=TASK, metavar="TASK", help="classification or regression.")
@click.option(
    "--kind",
    "data_kind",
    type=KIND,
    metavar="KIND",
    help="Kind of data: table, text or series; recognised where not given.",
)
@click.option(
    "--device", type=DEVICE, metavar="DEVICE", help="cpu, cuda, cuda:1 or mps.  [default: cpu]"
)
@click.option(
    "--max-trials",
    type=COUNT,
    metavar="NUMBER",
    help="Bound the study by count, so that it does not hang on the clock.",
)
@click.option(
    "--quick",
    is_flag=True,
    default=None,
    help="The guide's default configuration, one trial, then the exam.",
)
@click.option(
    "--phases",
    type=SOME_PHASES,
    metavar="LIST",
    help="Phases to run, parted by commas: baseline, capacity, regularise, fine-tune, ship.",
)
@click.option("--plan", metavar="FILE.toml", help="Settings of your own starting plan.")
@click.option("--test", metavar="FILE", help="Your own test rows.")
@click.option("--validation", metavar="FILE", help="Your own validation rows.")
@click.option("--group", metavar="COLUMN", help="Rows with the same value stay together.")
@click.option("--time", metavar="COLUMN", help="When a row was seen; the future judges.")
@click.option(
    "--order",
    type=ORDER,
    metavar="ORDER",
    help="How rows are shared out: auto, random or time.  [default: auto]",
)
@click.option("--text", multiple=True, metavar="COLUMN", help="Column to read as text.")
@click.option(
    "--pretrained",
    metavar="FOLDER_OR_NAME",
    help="Encoder of texts that was trained before: its folder, or its name on the hub.",
)
@click.option(
    "--lexicon",
    metavar="FILE",
    help="Groups of synonyms, one a line, for varying texts in training.",
)
@series_options
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="Column not to learn from.")
@click.option("--unit", metavar="TEXT", help="Unit of the target, for sentences: USD, kg.")
@click.option(
    "--cost-false-alarm",
    type=COST,
    metavar="NUMBER",
    help="What it costs to say yes wrongly (with --cost-miss).",
)
@click.option(
    "--cost-miss",
    type=COST,
    metavar="NUMBER",
    help="What it costs to miss a yes (with --cost-false-alarm).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@pass_place
def fit(place: Place, /, data: str, out: str | None, as_json: bool, **asked: Any) -> None:
    """Study DATA and leave a model, a notebook and a report.

    DATA is a file (csv, tsv, Parquet, Arrow or jsonl, each also .gz), or a folder with one
    sub-folder of .txt files a class.
    """
    if not asked["targets"]:
        raise BadOption(
            f"Say what to predict: etude fit {data} --target COLUMN"
            f" (etude explore {data} lists the columns)."
        )
    fit_study(place, question_from(data, asked), out, as_json)
