"""A pretrained encoder of texts, as a study keeps it beside its rows."""

from dataclasses import dataclass
from pathlib import PurePath

MOST_PIECES = 256  # of a text in the starting plan: what attention costs grows with their square


@dataclass(frozen=True)
class Marks:
    """Pieces with a part of their own in the encoder's vocabulary, by their numbers there.

    before, after: what the encoder expects around every text (``[CLS]``, ``[SEP]``).
    padding, unknown, separator: what stands for nothing, for what is not known, and between the
                   columns of a row.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    padding: int
    unknown: int
    separator: int


@dataclass(frozen=True)
class Pretrained:
    """What is known of a pretrained encoder without opening it.

    name:       the folder, or the name on the Hugging Face hub, as it was asked for.
    files:      the first 16 hexadecimal digits of the SHA-256 over the study's copy of its files.
    kind:       its family, ``bert`` for example.
    width:      numbers in the state of a piece. layers: its blocks.
    inner:      numbers a piece that the widest signal within a block has.
    learned:    numbers it learned before, those of its pieces' vectors included.
    vocabulary: pieces that it knows.
    longest:    pieces that it has places for, beside the marks around a text.
    marks:      its pieces with a part of their own.
    long:       pieces that one development text in twenty exceeds.
    steps:      pieces of a development text that the starting plan reads, on average.
    """

    name: str
    files: str
    kind: str
    width: int
    layers: int
    inner: int
    learned: int
    vocabulary: int
    longest: int
    marks: Marks
    long: float = 0.0
    steps: float = 0.0

    @property
    def called(self) -> str:
        """The name in a sentence: of a folder the last two parts of its path."""
        path = PurePath(self.name)
        return "/".join(path.parts[-2:]) if path.is_absolute() else self.name

    @property
    def usual(self) -> int:
        """Pieces of a text that the starting plan reads: room for nineteen texts of twenty."""
        return min(max(16, -(-int(self.long) // 16) * 16), MOST_PIECES, self.longest)
