"""Running a study with someone watching: live on a terminal, in plain lines elsewhere."""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from etude.cli.place import Place
from etude.cli.printing import print_json
from etude.errors import BadOption
from etude.records.question import Question

if TYPE_CHECKING:
    from etude.cli.watching import Watcher
    from etude.studies.listener import Listener
    from etude.studies.study import Study


def fit_study(place: Place, question: Question, out: str | None, as_json: bool) -> None:
    """Run a new study in the folder ``out``, by default a new one under ``studies/``.

    Raises: BadOption where something is in the place of ``out``.
    """
    if out is not None:
        _refuse_occupied(Path(out))
    from etude.studies import study

    folder = Path(out) if out is not None else study.new_folder(Path("studies"), question)
    place.folder = folder
    run_study(as_json, lambda listener: study.fit(question, out=folder, listener=listener))


def run_study(as_json: bool, start: Callable[["Listener"], "Study"]) -> None:
    """Run what ``start`` starts, show its progress, and print its result.

    With ``as_json`` stdout carries the result alone: what a library prints on the way goes to
    stderr.
    """
    watcher = _watcher(live=not as_json and _can_redraw())
    clean = contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext()
    with clean, watcher:
        study = start(watcher)
    if as_json:
        print_json(study.result)
        return
    from etude.cli.summary import summary

    click.echo("\n".join(summary(study)))


def _refuse_occupied(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise BadOption(f"--out {folder} is a file; name a folder that does not exist yet.")
    if folder.is_dir() and any(folder.iterdir()):
        raise BadOption(
            f"--out {folder} is not empty; name a new folder, or go on with: etude resume {folder}"
        )


def _can_redraw() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def _watcher(*, live: bool) -> "Watcher":
    if live:
        from etude.cli.live import LiveView

        return LiveView()
    from etude.cli.plain import PlainView

    return PlainView()
