"""`etude predict`: predictions of a saved model as csv."""

from pathlib import Path

import click

from etude.cli.printing import printable


@click.command()
@click.argument("study")
@click.argument("data")
@click.option("--out", metavar="FILE", help="File to write.  [default: print them]")
def predict(study: str, data: str, out: str | None) -> None:
    """Predict the rows of DATA with the model of STUDY, as csv.

    Columns: prediction, and for classes one probability a class. Text that a spreadsheet would
    run as a formula begins with an apostrophe.
    """
    from etude.cli.prediction_table import prediction_table, write_table
    from etude.studies.study import load

    predictions = load(Path(study)).predict(data)
    for note in predictions.notes:
        click.echo(printable(note.text), err=True)
    table = prediction_table(predictions)
    write_table(table, Path(out) if out else None)
    if out:
        click.echo(f"{len(table) - 1:,} predictions are in {out}", err=True)
