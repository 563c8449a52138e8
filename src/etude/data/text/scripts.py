"""Which alphabets a text is written in, by the blocks of Unicode."""

from collections.abc import Iterable

import numpy as np

from etude.records.survey import ValueCount

# First and last code of the blocks that hold the letters of a script.
_BLOCKS = (
    (0x0041, 0x005A, "Latin"),
    (0x0061, 0x007A, "Latin"),
    (0x00AA, 0x024F, "Latin"),
    (0x0370, 0x03FF, "Greek"),
    (0x0400, 0x052F, "Cyrillic"),
    (0x0530, 0x058F, "Armenian"),
    (0x0590, 0x05FF, "Hebrew"),
    (0x0600, 0x07BF, "Arabic"),
    (0x0900, 0x0DFF, "Indic"),
    (0x0E00, 0x0EFF, "Thai or Lao"),
    (0x10A0, 0x10FF, "Georgian"),
    (0x1100, 0x11FF, "Hangul"),
    (0x1200, 0x139F, "Ethiopic"),
    (0x1E00, 0x1EFF, "Latin"),
    (0x1F00, 0x1FFF, "Greek"),
    (0x3040, 0x30FF, "Kana"),
    (0x3400, 0x9FFF, "Han"),
    (0xAC00, 0xD7AF, "Hangul"),
    (0xF900, 0xFAFF, "Han"),
    (0x1F300, 0x1FAFF, "emoji"),
    (0x20000, 0x3FFFF, "Han"),
)
_STARTS = np.array([first for first, _, _ in _BLOCKS])
_ENDS = np.array([last for _, last, _ in _BLOCKS])


def script_counts(documents: Iterable[str]) -> tuple[ValueCount, ...]:
    """Characters of each script, the most frequent first; digits, marks and blanks do not count.

    Blind: a block is wider than its letters, and many languages share a script.
    """
    codes = np.frombuffer("".join(documents).encode("utf-32-le"), np.uint32)
    block = np.searchsorted(_STARTS, codes, side="right") - 1
    inside = (block >= 0) & (codes <= _ENDS[block])
    counts: dict[str, int] = {}
    for (_, _, script), count in zip(
        _BLOCKS, np.bincount(block[inside], minlength=len(_BLOCKS)).tolist(), strict=True
    ):
        counts[script] = counts.get(script, 0) + count
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(ValueCount(script, count) for script, count in ranked if count)
