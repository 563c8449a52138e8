"""From a file or a folder to the trainings that are logged there."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from etude.doctor.reading.asking import columns_option
from etude.doctor.reading.catalogue import read_log
from etude.doctor.reading.formats import event_file
from etude.doctor.reading.log import Log
from etude.doctor.reading.roles import Roles, is_of_training, listed
from etude.doctor.reading.training import record_of
from etude.doctor.record import TrainingRecord
from etude.errors import BadColumn, BadStudy, Mendable, UnreadableData
from etude.records.figures import counted

MOST = 8  # trainings of one folder, the newest
LOOKED_AT = 400  # files of one folder
LARGEST = 2**26  # bytes of a file that a folder's search opens; a log named itself may be larger
ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".json")
EVENTS = "tfevents"
STATE = "trainer_state.json"
STUDY = "notebook.jsonl"
SPLITS = ("train", "validation", "val", "valid", "eval", "test")  # folders of one Keras training


@dataclass(frozen=True)
class Found:
    """What is in a place.

    records: one a training, the newest first. notes: what of a folder was left aside, and why.
    """

    records: tuple[TrainingRecord, ...]
    notes: tuple[str, ...] = ()


def trainings_in(place: Path, *, asked: Roles, classes: int = 0) -> Found:
    """Every training logged in a file or folder.

    In:     asked, columns of roles as a person named them; classes, their number if known.
    Raises: UnreadableData or BadColumn where nothing can be judged, with the reason.
    """
    if not place.is_dir():
        log = read_log(place)
        return Found((record_of(log, place.name, asked=asked, classes=classes),))
    if (place / STUDY).is_file():
        raise BadStudy(
            f"{place} is a study of Etude, which was diagnosed as it went; see: etude report"
            f" {place}"
        )
    return _in_folder(place, asked, classes)


def _in_folder(place: Path, asked: Roles, classes: int) -> Found:
    sources = _sources(place)
    newest = sorted(sources.items(), key=lambda item: _time(item[1][-1]), reverse=True)
    records: list[TrainingRecord] = []
    refused: list[str] = []
    left = 0
    for name, files in newest:
        if len(records) == MOST:
            left += 1
            continue
        try:
            log = _log_of(files, place / name)
            if not asked and not is_of_training(log.names):
                raise BadColumn(_no_training(name, log))
            records.append(record_of(log, name, asked=asked, classes=classes))
        except Mendable as error:
            refused.append(str(error))
    if not records:
        raise _nothing(place, refused)
    return Found(tuple(records), _left_aside(left, len(refused)))


def _no_training(name: str, log: Log) -> str:
    return (
        f"{name} has the columns {listed(log.names)}, and none that counts epochs or is plainly a"
        f" loss; say which is which: {columns_option(log)}"
    )


def _nothing(place: Path, refused: list[str]) -> Mendable:
    if len(refused) == 1:
        return BadColumn(refused[0])
    looked = f"{counted(len(refused), 'file')} looked at"
    first = f"; the newest: {refused[0]}" if refused else "."
    return UnreadableData(f"{place} holds no training log ({looked}){first}")


def _left_aside(left: int, refused: int) -> tuple[str, ...]:
    notes = []
    if left:
        notes.append(
            f"The newest {MOST} trainings of the folder; {counted(left, 'other file')} not read:"
            " name one to see it."
        )
    if refused:
        notes.append(f"{counted(refused, 'other file')} of the folder left aside: no training log.")
    return tuple(notes)


def _sources(place: Path) -> dict[str, list[Path]]:
    """Files by training, each list the oldest first; names are relative to the place."""
    sources: dict[str, list[Path]] = {}
    for file in _files(place):
        if EVENTS in file.name:
            sources.setdefault(_said(_run_folder(file.parent, place), place), []).append(file)
        elif file.name == STATE:
            # Every checkpoint repeats the history so far: the newest tells all.
            home = file.parent.parent if file.parent.name.startswith("checkpoint-") else file.parent
            home = home if home.is_relative_to(place) else place
            sources.setdefault(_said(home / STATE, place), []).append(file)
        else:
            sources[_said(file, place)] = [file]
    for files in sources.values():
        files.sort(key=_time)
    return sources


def _files(place: Path) -> Iterable[Path]:
    seen = 0
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(names):
            bare = name.removesuffix(".gz")
            if EVENTS not in name and not bare.endswith(ENDINGS):
                continue
            file = Path(folder, name)
            seen += 1
            if seen > LOOKED_AT:
                return
            if file.is_file() and file.stat().st_size <= LARGEST:
                yield file


def _run_folder(folder: Path, place: Path) -> Path:
    """The folder of the training: Keras writes ``train`` and ``validation`` below it, and
    ``add_scalars`` one folder a curve."""
    below = folder != place and _is_split(folder.name)
    return folder.parent if below else folder


def _is_split(name: str) -> bool:
    return any(name.lower() == one or name.lower().endswith(f"_{one}") for one in SPLITS)


def _said(path: Path, place: Path) -> str:
    relative = path.relative_to(place)
    return str(relative) if relative.parts else place.name


def _log_of(files: list[Path], home: Path) -> Log:
    if EVENTS not in files[0].name:
        return read_log(files[-1])
    return _of_events(files, home)


def _of_events(files: list[Path], home: Path) -> Log:
    """The event files of one training; those without scalars, as of its settings, say nothing."""
    logs: list[tuple[str, Log]] = []
    refused: UnreadableData | None = None
    for file in files:
        prefix = f"{file.parent.name}/" if _is_split(file.parent.name) else ""
        try:
            logs.append((prefix, read_log(file)))
        except UnreadableData as error:
            refused = error
    if not logs:
        raise refused or UnreadableData(f"{home} holds no scalars.")
    return event_file.merged(logs)


def _time(path: Path) -> float:
    return path.stat().st_mtime
