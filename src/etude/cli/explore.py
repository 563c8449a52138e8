"""`etude explore`: what a table holds, before any training."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from etude.cli.asking import KIND, METRIC, TASK, question_from, series_options
from etude.cli.printing import print_json
from etude.errors import BadOption

if TYPE_CHECKING:
    from etude.records.moves import Explored
    from etude.records.overview import Overview

ABOUT_A_TARGET = ("task", "metric", "group", "time", "forecast")


@click.command()
@click.argument("data")
@click.option("--target", "targets", multiple=True, metavar="COLUMN", help="Column to predict.")
@click.option("--task", type=TASK, metavar="TASK", help="classification or regression.")
@click.option("--metric", type=METRIC, metavar="NAME", help="What would decide.")
@click.option(
    "--kind",
    "data_kind",
    type=KIND,
    metavar="KIND",
    help="Kind of data: table, text or series; recognised where not given.",
)
@click.option("--group", metavar="COLUMN", help="Rows with the same value stay together.")
@click.option("--time", metavar="COLUMN", help="When a row was seen.")
@click.option("--text", multiple=True, metavar="COLUMN", help="Column to read as text.")
@series_options
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="Column not to look at.")
@click.option("--json", "as_json", is_flag=True, help="Print the survey as one JSON object.")
@click.option("--page", metavar="FILE.html", help="Write the survey as a page too.")
def explore(data: str, as_json: bool, page: str | None, **asked: Any) -> None:
    """Survey DATA: columns, kinds, missing cells, warnings, and what is left out and why.

    With --target also what it is like and what predicts it; the rows that a study would seal
    for its exam are then left aside here too. Without it all rows are looked at. DATA is a file
    (csv, tsv, Parquet, Arrow or jsonl, each also .gz), or a folder with one sub-folder of .txt
    files a class.
    """
    _check_about_a_target(asked)
    question = question_from(data, asked)
    from etude.studies.study import explore as survey

    explored = survey(question)
    if page:
        _write_page(explored, Path(page), source=Path(data).name)
    if as_json:
        from etude.records.codec import to_plain

        print_json(to_plain(explored))
        return
    from etude.cli.survey_view import print_survey

    print_survey(data, explored)


def _write_page(explored: "Explored | Overview", path: Path, *, source: str) -> None:
    from etude.report.document import write_survey

    try:
        write_survey(explored, path, source=source)
    except OSError as error:
        raise BadOption(f"--page {path} cannot be written: {error.strerror}.") from error


def _check_about_a_target(asked: dict[str, Any]) -> None:
    for name in ABOUT_A_TARGET:
        if asked[name] and not asked["targets"]:
            raise BadOption(f"--{name} says how to predict a column; name it with --target.")
