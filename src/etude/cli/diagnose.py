"""`etude diagnose`: what the curves of any training mean."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from etude.cli.asking import COUNT
from etude.cli.printing import print_json, printable
from etude.errors import BadOption

if TYPE_CHECKING:
    from etude.doctor.reading.places import Found

FEWEST_CLASSES = 2


@click.command()
@click.argument("place", metavar="FILE_OR_FOLDER")
@click.option(
    "--columns",
    multiple=True,
    metavar="ROLE=COLUMN",
    help="Which column is what, where names do not say it: loss=xent,val_loss=xent_val.",
)
@click.option(
    "--classes",
    type=COUNT,
    metavar="K",
    help="Number of classes; the loss is then measured against guessing, ln K.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one JSON object.")
def diagnose(place: str, columns: tuple[str, ...], classes: int | None, as_json: bool) -> None:
    """Say what the curves in FILE_OR_FOLDER mean, whatever program trained.

    Reads CSV (also of Lightning and Keras), JSON lines, TensorBoard event files, Keras history as
    JSON and Hugging Face trainer_state.json; of a folder the newest trainings. Each finding says
    what was seen, what it usually means, and the one thing to try first.
    """
    from etude.doctor.reading.places import trainings_in
    from etude.doctor.reading.roles import asked_roles

    if classes is not None and classes < FEWEST_CLASSES:
        raise BadOption(f"--classes {classes}: there are at least {FEWEST_CLASSES} classes.")
    found = trainings_in(Path(place), asked=asked_roles(columns), classes=classes or 0)
    if as_json:
        _print_as_json(found)
        return
    from etude.cli.diagnosis_view import print_told
    from etude.doctor.telling import tell

    for record in found.records:
        print_told(tell(record))
    for note in found.notes:
        click.echo(printable(note))
    if any(record.stand_in for record in found.records):
        click.echo("A classifier's loss of guessing is ln K: name its classes with --classes K.")


def _print_as_json(found: "Found") -> None:
    from dataclasses import asdict

    from etude.doctor.telling import tell

    trainings = []
    for record in found.records:
        told = tell(record)
        findings = [
            {**asdict(finding), "evidence": dict(finding.evidence)} for finding in told.findings
        ]
        runs = [asdict(run) for run in record.runs]
        trainings.append({**asdict(told), "findings": findings, "runs": runs})
    print_json({"trainings": trainings, "notes": list(found.notes)})
