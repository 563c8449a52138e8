"""A kept pretrained encoder: where it lies, what is known of it, how it cuts documents."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from etude.data.strata import Integers
from etude.data.text.documents import SEPARATOR
from etude.data.text.pretrained.files import PIECES
from etude.records.codec import from_plain
from etude.records.pretrained import Pretrained
from etude.records.shape import SEPARATOR as SEPARATOR_CODE
from etude.records.shape import UNKNOWN

if TYPE_CHECKING:
    from tokenizers import Tokenizer

ABOUT = "about.json"
FIRST_CODE = SEPARATOR_CODE + 1  # of the encoder's piece 0
_REMEMBERED = 2**16  # lines; cross-validation cuts the same ones a hundred times


@dataclass(frozen=True)
class Reader:
    """A pretrained encoder in a folder, which reads on this device."""

    folder: str
    about: Pretrained
    device: str = "cpu"

    def codes(self, document: str) -> list[int]:
        """The codes of a document's pieces: 1 for an unknown one, 2 between columns, then the
        encoder's own numbers from 3 on. The marks around a text are not among them."""
        first, *others = document.split(SEPARATOR)
        found = [*self._line(first)]
        for line in others:
            found += (SEPARATOR_CODE, *self._line(line))
        return found

    def pieces(self, document: str) -> list[str]:
        """The pieces as the encoder writes them, in the order of their codes."""
        cut = _cutter(self.folder, self.about.files)
        told: list[str] = []
        for place, line in enumerate(document.split(SEPARATOR)):
            told += [SEPARATOR] * (place > 0)
            told += cut.encode(line, add_special_tokens=False).tokens
        return told

    def counts(self, documents: Sequence[str]) -> Integers:
        """Pieces of every document, int64 [n]."""
        return np.array([len(self.codes(one)) for one in documents], dtype=np.int64)

    def _line(self, line: str) -> tuple[int, ...]:
        return _codes(self.folder, self.about.files, self.about.marks.unknown, line)


def reader_in(folder: Path) -> Reader | None:
    """The reader kept in this folder; None where there is none."""
    try:
        written = (folder / ABOUT).read_text(encoding="utf-8")
    except OSError:
        return None
    return Reader(str(folder), from_plain(Pretrained, json.loads(written)))


@lru_cache(maxsize=_REMEMBERED)
def _codes(folder: str, files: str, unknown: int, line: str) -> tuple[int, ...]:
    ids = _cutter(folder, files).encode(line, add_special_tokens=False).ids
    return tuple(UNKNOWN if one == unknown else one + FIRST_CODE for one in ids)


@lru_cache(maxsize=4)
def _cutter(folder: str, files: str) -> "Tokenizer":
    return cutter_in(Path(folder))


def cutter_in(folder: Path) -> "Tokenizer":
    """The encoder's tokenizer, which neither cuts off nor fills up."""
    from tokenizers import Tokenizer

    cut = Tokenizer.from_file(str(folder / PIECES))
    cut.no_padding()
    cut.no_truncation()
    return cut
