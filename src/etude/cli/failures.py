"""The last words of a command that failed, and its exit status."""

import errno
import os
import time
import traceback
from pathlib import Path

import click

from etude.cli.place import Place
from etude.cli.printing import printable
from etude.errors import Mendable

OUR_FAULT = 1
MENDABLE = 2
INTERRUPTED = 130
# A folder that may not be written, a full disk: the person's to mend, wherever it is met.
BEYOND_US = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)
NOTEBOOK = "notebook.jsonl"  # a study can be resumed as soon as this is there


def exit_status(error: BaseException, place: Place) -> int:
    """Say on stderr what went wrong, in one sentence, and give the exit status."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return _interrupted(place)
    if isinstance(error, click.ClickException):
        return _misused(error)
    if isinstance(error, Mendable):
        _say(str(error))
        return MENDABLE
    if isinstance(error, OSError) and error.errno in BEYOND_US:
        _say(f"{error.filename or 'The disk'}: {error.strerror}; give another place or make room.")
        return MENDABLE
    return _our_fault(error, place)


def _say(sentence: str) -> None:
    click.echo(f"etude: {printable(sentence)}", err=True)


def _interrupted(place: Place) -> int:
    if place.folder is None or not (place.folder / NOTEBOOK).exists():
        _say("Interrupted before a study was begun.")
    else:
        _say(f"Interrupted. Nothing is lost; go on with: etude resume {place.folder}")
    return INTERRUPTED


def _misused(error: click.ClickException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return MENDABLE
    command = getattr(getattr(error, "ctx", None), "command_path", "etude")
    _say(error.format_message())
    click.echo(f"All options: {command} --help", err=True)
    return MENDABLE


def _our_fault(error: BaseException, place: Place) -> int:
    if os.environ.get("ETUDE_DEBUG") == "1":
        click.echo("".join(traceback.format_exception(error)), err=True)
    where = _write_traceback(error, place.folder)
    kind = type(error).__name__
    _say(f"This is our fault, not yours ({kind}: {error}). The full traceback is in {where}")
    return OUR_FAULT


def _write_traceback(error: BaseException, folder: Path | None) -> Path:
    """Write it into the study's folder, or into a temporary file where there is none."""
    if folder is None or not os.access(folder, os.W_OK):
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="etude-"))
    where = folder / f"failure-{time.strftime('%Y%m%d-%H%M%S')}.txt"
    text = "".join(traceback.format_exception(error))
    where.write_text(text, encoding="utf-8", errors="backslashreplace")
    return where
