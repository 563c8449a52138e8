"""`etude demo`: a study of a small table that comes with Etude.

The table, `penguins.csv`, is palmerpenguins (Horst, Hill & Gorman 2020), in the public domain
by CC0.
"""

from pathlib import Path

import click

from etude.cli.asking import pass_place
from etude.cli.place import Place
from etude.cli.running import fit_study
from etude.records.question import Question

PENGUINS = Path(__file__).with_name("penguins.csv")
BUDGET_SECONDS = 45.0
WELCOME = """\
344 penguins of three species were measured on islands near Antarctica. Can a small network tell
the species from bill, flipper, weight, sex and island? Etude puts a part of the rows away, sets
cheap yardsticks, trains a simple network, and then tries one change at a time: a change is kept
only where it helps beyond chance. The rows put away are looked at once, at the end.
This takes less than a minute. The same for your own table: etude fit DATA --target COLUMN
"""


@click.command()
@click.option("--out", metavar="FOLDER", help="Folder of the study.  [default: under studies/]")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@pass_place
def demo(place: Place, out: str | None, as_json: bool) -> None:
    """Watch a study of 344 penguins in less than a minute."""
    click.echo(WELCOME, err=as_json)
    question = Question(source=str(PENGUINS), targets=("species",), budget_seconds=BUDGET_SECONDS)
    fit_study(place, question, out, as_json)
