"""Opening the seal: the only code that reads the test rows, and the exam alone may import it."""

import hashlib
import json
import os
from pathlib import Path

import polars as pl

from etude.data.reading import read_frame
from etude.data.sealing import HASH_FILE, OPENED_FILE, SEALED_FOLDER, TEST_FILE
from etude.errors import BadStudy, SealBroken


def open_sealed(folder: str | Path, predictor_hash: str) -> pl.DataFrame:
    """Read the sealed test rows of a study, for one frozen predictor.

    In:     the study's folder; the hash of the predictor that is to be examined.
    Out:    the rows as `sealing.write_sealed` wrote them. The opening is on disk before they are
            read; an exam that was killed may finish with the same predictor.
    Raises: SealBroken for a second opening with another predictor; BadStudy if the rows are absent
            or are not the ones that were sealed.
    """
    sealed = Path(folder) / SEALED_FOLDER
    data_hash = _checked_hash(sealed)
    _claim(sealed / OPENED_FILE, {"data": data_hash, "predictor": predictor_hash})
    return read_frame(sealed / TEST_FILE)


def openings(folder: str | Path) -> int:
    """How many times the sealed rows of this study were opened: 0 or 1."""
    return int((Path(folder) / SEALED_FOLDER / OPENED_FILE).exists())


def _checked_hash(sealed: Path) -> str:
    try:
        expected = (sealed / HASH_FILE).read_text(encoding="ascii").strip()
        found = hashlib.sha256((sealed / TEST_FILE).read_bytes()).hexdigest()
    except (OSError, ValueError) as error:
        message = f"The sealed test rows in {sealed} cannot be read; make the study again."
        raise BadStudy(message) from error
    if found != expected:
        raise BadStudy(f"The sealed test rows in {sealed} were changed; make the study again.")
    return found


def _claim(marker: Path, opening: dict[str, str]) -> None:
    """Write the marker of the one opening, or find that it is this very one."""
    whole = marker.with_name(f".{marker.name}.{os.getpid()}")
    whole.unlink(missing_ok=True)
    text = json.dumps(opening) + "\n"
    _write_new(whole, text)
    try:
        _place(whole, marker, text)
    except FileExistsError:
        _check_same(marker, opening)
    finally:
        whole.unlink()
    _sync_folder(marker.parent)


def _write_new(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _place(whole: Path, marker: Path, text: str) -> None:
    """Let the marker appear whole or not at all, and raise FileExistsError if one is there."""
    try:
        os.link(whole, marker)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        _write_new(marker, text)


def _check_same(marker: Path, opening: dict[str, str]) -> None:
    try:
        before = json.loads(marker.read_text(encoding="utf-8"))
    except ValueError:
        before = None
    if before != opening:
        raise SealBroken(
            f"The test rows in {marker.parent} were opened before, for another predictor;"
            " a second look would make the score untrue. Start a new study with new test rows."
        )


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
