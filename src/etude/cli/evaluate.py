"""`etude evaluate`: how well a saved model does on other labelled data."""

from pathlib import Path

import click

from etude.cli.printing import print_json


@click.command()
@click.argument("study")
@click.argument("data")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as one JSON object.")
def evaluate(study: str, data: str, as_json: bool) -> None:
    """Score the model of STUDY on DATA, which hold the target column.

    This is not the exam: rows that the model learned from score too well.
    """
    from etude.studies.study import load

    opened = load(Path(study))
    scores = opened.evaluate(data)
    if as_json:
        print_json(scores)
        return
    from etude.cli.summary import problem_of, score_lines

    click.echo("\n".join(score_lines(scores, problem_of(opened))))
