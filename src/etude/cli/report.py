"""`etude report`: the study as one HTML file."""

from pathlib import Path

import click


@click.command()
@click.argument("study")
def report(study: str) -> None:
    """Write the report of the study in the folder STUDY anew, and print where it lies."""
    from etude.studies.study import load

    click.echo(str(load(Path(study)).report()))
