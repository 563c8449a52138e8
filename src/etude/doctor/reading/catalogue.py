"""Formats, collected from their folder: one file each, no list kept by hand."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from etude.data.sources import clean_text, stored_bytes, unpacked
from etude.doctor.reading import formats
from etude.doctor.reading.formats import event_file
from etude.doctor.reading.log import Log


class Format(Protocol):
    """A file of ``formats/``.

    NAME:  what a person calls it. ORDER: the lower is asked first.
    reads: whether these bytes are of this format, by content, never by the file's name.
    read:  the log; raises UnreadableData where it is damaged or empty.
    """

    NAME: str
    ORDER: int

    def reads(self, data: bytes) -> bool: ...

    def read(self, data: bytes, path: Path) -> Log: ...


@cache
def all_formats() -> tuple[Format, ...]:
    """Every format, in the order in which they are asked."""
    names = [info.name for info in pkgutil.iter_modules(formats.__path__)]
    found = [importlib.import_module(f"{formats.__name__}.{name}") for name in names]
    return tuple(sorted(cast(list[Format], found), key=lambda one: one.ORDER))


def read_log(path: Path) -> Log:
    """The log in this file, whatever its format.

    Raises: UnreadableData where nothing is there, or it is no log.
    """
    return log_in(stored_bytes(path), path)


def log_in(stored: bytes, path: Path) -> Log:
    """The log in these bytes; gzip is unpacked. The path only names them in messages.

    Raises: UnreadableData where they are no log.
    """
    data, _ = unpacked(stored, path)
    if not event_file.reads(data):
        data = clean_text(data, path).data
    chosen = next(one for one in all_formats() if one.reads(data))
    return chosen.read(data, path)
