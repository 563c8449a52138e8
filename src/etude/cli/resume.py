"""`etude resume`: go on with a study that was interrupted."""

from pathlib import Path

import click

from etude.cli.asking import pass_place
from etude.cli.place import Place
from etude.cli.running import run_study


@click.command()
@click.argument("study")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@pass_place
def resume(place: Place, study: str, as_json: bool) -> None:
    """Go on with the interrupted study in the folder STUDY.

    What was done is read from its notebook; the result is that of an uninterrupted study.
    """
    from etude.studies import study as studies
    from etude.studies.result import RESULT

    folder = Path(study)
    place.folder = folder
    if not as_json and (folder / RESULT).exists():
        click.echo("This study is finished: nothing was left to do.")
    run_study(as_json, lambda listener: studies.resume(folder, listener=listener))
