"""The folder of a study: where its files lie, and how its notebook is kept."""

import json
import os
from pathlib import Path

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

    def append(self, entry: Entry) -> None:
        """Add one entry; it is on the disk when this returns."""
        body = {
            "move": to_plain(entry.move),
            "result": to_plain(entry.result),
            "seconds": entry.seconds,
        }
        self._append(body)

    def _append(self, line: dict[str, object]) -> None:
        with self.notebook_file.open("ab") as file:
            file.write(json.dumps(line, ensure_ascii=False, allow_nan=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> Notebook:
        """The notebook as far as it is whole.

        A last line that a kill cut short is taken off the file: its move was never entered.
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
            raw = self.notebook_file.read_bytes()
        except OSError:
            raise BadStudy(f"{self.path} is not a study: it has no notebook.jsonl.") from None
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            with self.notebook_file.open("rb+") as file:
                file.truncate(len(whole))
                os.fsync(file.fileno())
        return whole.splitlines()


def _entry(plain: dict[str, object]) -> Entry:
    move, result = from_plain(Move, plain["move"]), from_plain(Result, plain["result"])
    return Entry(move, result, float(str(plain["seconds"])))
