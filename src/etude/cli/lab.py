"""`etude lab`: sentences of the guide, tried out on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from etude.cli.asking import DURATION
from etude.errors import BadOption

if TYPE_CHECKING:
    from etude.lab.experiment import Experiment, Outcome

BUDGET_SECONDS = 1800.0


@click.command()
@click.argument("experiment", required=False)
@click.option(
    "--budget",
    type=DURATION,
    default=BUDGET_SECONDS,
    metavar="TIME",
    help="Longest time; what would take longer is left out.  [default: 30m]",
)
@click.option("--quick", is_flag=True, help="A small one, of a minute or two.")
@click.option("--out", metavar="FOLDER", help="Write the numbers and a page there too.")
def lab(experiment: str | None, budget: float, quick: bool, out: str | None) -> None:
    """Try a sentence of the guide in an EXPERIMENT and say whether it holds here.

    Without EXPERIMENT those that there are, are listed.
    """
    if experiment is None:
        _list()
        return
    from etude.lab.catalogue import experiment as named

    _conduct(named(experiment), budget, quick, out)


def _list() -> None:
    from etude.lab.catalogue import all_experiments

    for one in all_experiments():
        click.echo(f"{one.NAME}  {one.QUESTION}")
        click.echo(f"{' ' * len(one.NAME)}  The sentence tried: “{one.CLAIM}” ({one.SOURCE}).")


def _conduct(one: "Experiment", budget: float, quick: bool, out: str | None) -> None:
    from etude.cli.tables import print_table
    from etude.lab.experiment import Effort

    folder = None if out is None else _folder(out)
    click.echo(f"{one.QUESTION}\nThe sentence tried: “{one.CLAIM}” ({one.SOURCE}).\n")
    outcome = one.run(Effort(quick, budget), lambda line: click.echo(f"  {line}", err=True))
    for title, table in outcome.tables:
        click.echo(f"\n{title}")
        print_table(table)
    for sentence in ("", *outcome.verdicts, ""):
        click.echo(sentence)
    click.echo("\n".join(outcome.method))
    if folder is not None:
        _write(one, outcome, folder)


def _folder(out: str) -> Path:
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadOption(f"--out {out} cannot be made: {error.strerror}.") from error
    return folder


def _write(one: "Experiment", outcome: "Outcome", folder: Path) -> None:
    from etude.lab.page import experiment_page
    from etude.records.codec import to_plain
    from etude.records.durable import write_bytes_atomically
    from etude.records.json_text import json_text
    from etude.report.page import write_page

    numbers, page = folder / f"{one.NAME}.json", folder / f"{one.NAME}.html"
    write_bytes_atomically(numbers, json_text(to_plain(outcome.numbers), indent=1).encode())
    write_page(experiment_page(one, outcome), page, option="--out")
    click.echo(f"\nThe numbers are in {numbers}, a page with pictures is {page}")
