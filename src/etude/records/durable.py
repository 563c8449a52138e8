"""Files that are whole or not there: written beside, flushed to the disk, then put in place."""

import os
import tempfile
from pathlib import Path


def write_bytes_atomically(path: Path, data: bytes) -> None:
    """Replace the file at ``path`` with ``data``, or leave it as it was.

    A reader, or a process killed at any moment, finds the old content or the new, never a part.
    Raises: OSError if the folder is missing or the disk is full; the old file then stays.
    Source: anchors/trust.md, 0 of 20 files unreadable under SIGKILL against 17 of 20.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make the renaming itself last; not every system lets a folder be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
