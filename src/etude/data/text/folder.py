"""Reading a folder of text files: one sub-folder a class, or texts alone to be predicted."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from etude.data.sources import MAXIMUM_BYTES, decoded
from etude.data.spellings import listed
from etude.errors import UnreadableData
from etude.records.figures import counted
from etude.records.note import Note

TEXT, LABEL = "text", "label"
_ENDING = ".txt"


@dataclass(frozen=True)
class FolderOfTexts:
    """frame: columns ``text`` (null where a file is empty) and, where there are sub-folders,
    ``label``, the name of a text's sub-folder; ordered by the files' names.
    fingerprint: SHA-256 of the names and bytes of the files."""

    frame: pl.DataFrame
    notes: tuple[Note, ...]
    fingerprint: str


def read_folder(path: Path) -> FolderOfTexts:
    """Read the .txt files of a folder.

    In:     one sub-folder a class; or files alone, which then have no label.
    Out:    one row a file, and notes on what was passed over: hidden and other files, deeper
            folders, files that are no text.
    Raises: UnreadableData where there is no text, or more than 8 GB of it.
    """
    files, notes = _files(path)
    rows, digest, damaged = [], hashlib.sha256(), []
    for file in files:
        data = file.read_bytes()
        digest.update(os.fsencode(file.relative_to(path)) + f"\0{len(data)}\0".encode() + data)
        text = decoded(data)
        if text is None:
            damaged.append(str(file.relative_to(path)))
        else:
            rows.append((text.strip() or None, _readable(file.parent.name)))
    if damaged:
        told = f"{counted(len(damaged), 'file')} of {path.name} are no text: {listed(damaged)}."
        notes.append(Note("not-text", told, None, len(damaged)))
    if not rows:
        raise UnreadableData(f"No .txt file of {path} holds text; look at what it contains.")
    frame = pl.DataFrame(rows, {TEXT: pl.String, LABEL: pl.String}, orient="row")
    return FolderOfTexts(
        frame if files[0].parent != path else frame.drop(LABEL), tuple(notes), digest.hexdigest()
    )


def _files(path: Path) -> tuple[list[Path], list[Note]]:
    """The files to read, by their names, and a note on the others."""
    folders = [entry for entry in _seen(path) if entry.is_dir()]
    inside = [file for folder in folders for file in _seen(folder)]
    own = [entry for entry in _seen(path) if entry.is_file()]
    texts = [one for one in inside if _is_text(one)] or [one for one in own if _is_text(one)]
    if not texts:
        raise UnreadableData(
            f"{path} is a folder without .txt files; name a table file in it, or a folder that has"
            f" one sub-folder of .txt files for each class."
        )
    if sum(file.stat().st_size for file in texts) > MAXIMUM_BYTES:
        raise UnreadableData(f"{path} holds more than {MAXIMUM_BYTES // 2**30} GB of text.")
    others = sorted(str(one.relative_to(path)) for one in {*inside, *own}.difference(texts))
    texts.sort(key=lambda file: (file.name, file.parent.name))
    if not others:
        return texts, []
    told = f"{counted(len(others), 'entry', 'entries')} of {path.name} passed over, as only .txt"
    told += f" files one folder deep are read: {listed(others)}."
    return texts, [Note("passed-over", told, None, len(others))]


def _seen(folder: Path) -> Iterator[Path]:
    """The entries of a folder but for hidden ones and those that systems leave behind."""
    for entry in sorted(folder.iterdir()):
        if not entry.name.startswith((".", "__")):
            yield entry


def _readable(name: str) -> str:
    """A folder's name as UTF-8, which file systems do not promise: other bytes as their codes."""
    return os.fsencode(name).decode(errors="backslashreplace")


def _is_text(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() == _ENDING
