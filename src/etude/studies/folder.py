"""The folder of a study: where its files lie, and how its notebook is kept."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from etude.errors import BadStudy
from etude.records.codec import from_plain, to_plain
from etude.records.moves import Move, Result
from etude.records.notebook import Entry, Notebook
from etude.records.question import Question

SCHEMA = 1


class Folder:
    """Paths of a study's files, and the append-only notebook among them."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    @property
    def notebook_file(self) -> Path:
        return self.path / "notebook.jsonl"

    @property
    def development(self) -> Path:
        return self.path / "data" / "development.arrow"

    @property
    def typed(self) -> Path:
        return self.path / "data" / "typed.safetensors"

    @property
    def lexicon(self) -> Path:
        """The person's groups of synonyms, where they gave some."""
        return self.path / "data" / "lexicon.json"

    @property
    def pretrained(self) -> Path:
        """The pretrained encoder of the texts, where one was asked for."""
        return self.path / "data" / "pretrained"

    @property
    def vectors(self) -> Path:
        """What that encoder makes of the development texts while it stays as it came."""
        return self.path / "data" / "vectors.safetensors"

    @property
    def model(self) -> Path:
        return self.path / "model"

    def trial(self, number: int) -> Path:
        return self.path / "trials" / f"{number:03d}"

    def begin(self, question: Question) -> Notebook:
        """Write the first line of a new notebook; raises BadStudy where there is one already."""
        self.path.mkdir(parents=True, exist_ok=True)
        if self.notebook_file.exists():
            raise BadStudy(
                f"{self.path} holds a study already; continue it with `etude resume {self.path}`"
                " or choose another --out."
            )
        self._append({"schema": SCHEMA, "question": to_plain(question)})
        return Notebook(question)

    @contextmanager
    def held(self) -> Iterator[None]:
        """While this lasts no other process goes on with the study; the hold ends with the
        process. Raises BadStudy where another has it. Where the system or the file
        system knows no such hold nothing is checked."""
        try:
            from fcntl import LOCK_EX, LOCK_NB, flock
        except ImportError:
            yield
            return
        with (self.path / ".lock").open("ab") as file:
            try:
                flock(file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                raise BadStudy(
                    f"{self.path} is being worked on by another process; wait until it has ended."
                ) from None
            except OSError:
                pass  # a file system without such holds
            yield

    def append(self, entry: Entry) -> None:
        """Add one entry; it is on the disk when this returns."""
        body = {
            "move": to_plain(entry.move),
            "result": to_plain(entry.result),
            "seconds": entry.seconds,
        }
        self._append(body)

    def _append(self, line: dict[str, object]) -> None:
        """Add a line after the last whole one. What a kill cut short is taken off here and not
        in ``read``, which may see a line that the running study is about to finish."""
        with self.notebook_file.open("a+b") as file:
            if not _ends_whole(file):
                file.seek(0)
                file.truncate(len(_whole(file.read())))
            file.write(json.dumps(line, ensure_ascii=False, allow_nan=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> Notebook:
        """The notebook as far as it is whole; nothing on the disk is changed.

        A last line that a kill cut short does not count: its move was never entered.
        Raises BadStudy where there is no notebook, or a line before the last is damaged.
        """
        lines = self._whole_lines()
        try:
            head, *body = [json.loads(line) for line in lines]
            question = from_plain(Question, head["question"])
            return Notebook(question, tuple(_entry(plain) for plain in body))
        except (ValueError, KeyError, TypeError) as error:
            raise BadStudy(
                f"The notebook of {self.path} is damaged ({error}); it cannot be continued."
            ) from error

    def _whole_lines(self) -> list[bytes]:
        try:
            lines = _whole(self.notebook_file.read_bytes()).splitlines()
        except OSError:
            raise BadStudy(f"{self.path} is not a study: it has no notebook.jsonl.") from None
        if not lines:
            raise BadStudy(
                f"{self.path} is not a study: it was ended before its first line was written;"
                " begin anew with another --out."
            )
        return lines


def _ends_whole(file: BinaryIO) -> bool:
    """Whether an open notebook is empty or ends with its last line."""
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _whole(raw: bytes) -> bytes:
    """The lines of a notebook that end."""
    return raw[: raw.rfind(b"\n") + 1]


def _entry(plain: dict[str, object]) -> Entry:
    move, result = from_plain(Move, plain["move"]), from_plain(Result, plain["result"])
    return Entry(move, result, float(str(plain["seconds"])))
