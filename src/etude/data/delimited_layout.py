"""How a delimited text is laid out: separator, header and first row, judged by its beginning."""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise
from pathlib import Path

from etude.errors import UnreadableData
from etude.records.figures import counted
from etude.records.note import Note

SAMPLE_BYTES = 2**18
SAMPLE_RECORDS = 1000
SEPARATORS = "\t;|,"  # in the order of preference when two fit equally well
NO_SEPARATOR = "\x1f"  # the unit separator of ASCII, which no text holds
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
SEPARATOR_NAMES = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma"}

Record = tuple[int, list[str], str]


@dataclass(frozen=True)
class Layout:
    """Where the rows of a delimited text begin and how they are read.

    separator: one character; NO_SEPARATOR for a text with a single column.
    header:    the names as written, or None where the first row is data.
    width:     fields of a row.
    body:      byte at which the first row begins.
    line:      line at which the first row begins, from 1.
    notes:     what was found above the rows.
    """

    separator: str
    header: tuple[str, ...] | None
    width: int
    body: int
    line: int
    notes: tuple[Note, ...]


def records(lines: Iterable[str], separator: str, *, quoted: bool = True) -> Iterator[Record]:
    """Split lines into records as a spreadsheet does, keeping where each came from.

    In:  lines with their ends; quoted=False takes quotation marks as plain characters.
    Out: (line number from 1, fields, the record as written), a quoted line break included.
    """
    pending: list[str] = []

    def watched() -> Iterator[str]:
        for line in lines:
            pending.append(line)
            yield line

    split = partial(csv.reader, watched(), delimiter=separator)
    line = 1
    with _long_cells():
        for fields in split() if quoted else split(quoting=csv.QUOTE_NONE):
            yield line, fields, "".join(pending)
            line += len(pending)
            pending.clear()


def find_layout(data: bytes, path: Path) -> Layout:
    """Judge the beginning of a text: lines to skip, the separator, and whether there is a header.

    In:     clean UTF-8 bytes; path only to name the file in messages.
    Out:    the layout; a text without any separator has one column.
    Raises: UnreadableData if the beginning holds neither names nor rows.
    """
    sample = _sample(data)
    lines = list(io.StringIO(sample, newline=""))
    skipped, declared, notes = _preamble(lines)
    text = "".join(lines[skipped:])
    separator = declared or _separator(text)
    rows = _sample_rows(text, separator, whole=len(sample.encode()) == len(data))
    if not rows:
        message = f"{path} holds only comments and blanks where its rows should begin"
        raise UnreadableData(f"{message}; export the table again.")
    _, fields, written = rows[0]
    above = "".join(lines[:skipped])
    if separator not in (",", NO_SEPARATOR):
        name = SEPARATOR_NAMES.get(separator, separator)
        notes.append(Note("separator", f"The fields are separated by a {name}."))
    if first_row_is_data([fields for _, fields, _ in rows]):
        text = "The first row looks like data, not names; the columns were named column_1, ..."
        notes.append(Note("header-missing", text, count=len(fields)))
        return _layout(separator, None, len(fields), above, notes)
    header = tuple(fields)
    if header[0].startswith("#"):  # "# a,b,c", as numpy.savetxt writes a header
        header = (header[0].lstrip("# "), *header[1:])
    return _layout(separator, header, len(fields), above + written, notes)


def first_row_is_data(rows: list[list[str]]) -> bool:
    """Whether a first row is data rather than names.

    A word above numbers speaks for names; a number above numbers, or a word that occurs again
    further down its column, speaks for data. Counting numbers (0, 1, 2 ... or years) are names.
    """
    first, others = rows[0], [row for row in rows[1:] if row != rows[0]]
    score = 0
    integers: list[int] = []
    again = 0
    for index, cell in enumerate(map(str.strip, first)):
        column = [row[index].strip() for row in others if index < len(row)]
        column = [value for value in column if value]
        if not column or not cell:
            continue
        if not NUMBER.fullmatch(cell):
            if _mostly_numbers(column):
                return False
            score += 2 if cell in column else -1
        elif _mostly_numbers(column):
            score += 1
            again += cell in column
            integers += [int(cell)] if cell.isascii() and cell.isdigit() else []
    counting = _is_counting(integers) and again < len(integers) / 2
    return score > 0 and not counting


@contextmanager
def _long_cells() -> Iterator[None]:
    """Lift the csv module's limit of 131,072 characters a cell."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _layout(
    separator: str, header: tuple[str, ...] | None, width: int, above: str, notes: list[Note]
) -> Layout:
    line = above.count("\n") + 1
    return Layout(separator, header, width, len(above.encode()), line, tuple(notes))


def _sample(data: bytes) -> str:
    if len(data) <= SAMPLE_BYTES:
        return data.decode()
    end = data.rfind(b"\n", 0, SAMPLE_BYTES) + 1
    if not end:  # a first line longer than the sample, as in a very wide table
        end = data.find(b"\n") + 1 or len(data)
        end = data.find(b"\n", end) + 1 or len(data)
    return data[:end].decode()


def _preamble(lines: list[str]) -> tuple[int, str | None, list[Note]]:
    """Count the blank lines, comments and the "sep=" line above the header."""
    skipped = blank = comments = 0
    declared: str | None = None
    notes: list[Note] = []
    for number, line in enumerate(lines):
        stripped = line.strip("\r\n")
        if not stripped.strip(' \t,;|"'):
            blank += 1
        elif declared is None and re.fullmatch(r'"?sep=(.)"?[,;\t|]*', stripped):
            declared = stripped.lstrip('"')[4]
            notes.append(Note("sep-line", f'The line "{stripped}" of a spreadsheet was skipped.'))
        elif stripped.startswith("#") and not _is_header_in_comment(lines[number:]):
            comments += 1
        else:
            break
        skipped = number + 1
    return skipped, declared, [*notes, *skipped_lines(comments, blank, "above the header")]


def skipped_lines(comments: int, blank: int, where: str) -> list[Note]:
    """Notes that tell how many comment lines and blank lines were skipped."""
    notes = []
    for act, what, count in (("comments", "comment", comments), ("blank-lines", "blank", blank)):
        if count:
            text = f"{counted(count, f'{what} line')} {where} skipped."
            notes.append(Note(act, text, count=count))
    return notes


def _is_header_in_comment(lines: list[str]) -> bool:
    """Whether "# a,b,c" stands above a row of as many fields, a number among them."""
    following = next((line for line in lines[1:] if line.strip() and line[0] != "#"), "")
    for separator in SEPARATORS:
        fields = following.split(separator)
        if len(fields) > 1 and len(fields) == len(lines[0].split(separator)):
            return any(NUMBER.fullmatch(field.strip()) for field in fields)
    return False


def _separator(text: str) -> str:
    """The separator that cuts most records into one and the same number of fields."""
    fits = [(_fit(text, separator), separator) for separator in SEPARATORS]
    fit, best = max(fits, key=lambda pair: pair[0])
    return best if fit > 0 else NO_SEPARATOR


def _fit(text: str, separator: str) -> float:
    """Share of the records that have the most frequent number of fields, 0 where that is chance.

    Free text in one column holds commas too, but not in its first line, or not evenly.
    """
    counts = [len(fields) for _, fields, _ in _sample_rows(text, separator, whole=False)]
    if not counts:
        return 0.0
    modal, times = Counter(counts).most_common(1)[0]
    share = times / len(counts)
    if counts[0] == modal:
        enough = share >= 0.3
    elif counts[0] > 1:  # a header that is too short or too long for even rows
        enough = times >= 0.9 * (len(counts) - 1)
    else:
        enough = share >= 0.9
    return share if modal > 1 and enough else 0.0


def _sample_rows(text: str, separator: str, *, whole: bool) -> list[Record]:
    """The first records; the last is left out where the sample may have cut it."""
    found = islice(records(io.StringIO(text, newline=""), separator), SAMPLE_RECORDS)
    rows = [row for row in found if any(row[1]) and not _is_comment(row)]
    return rows if whole or len(rows) < 3 else rows[:-1]


def _is_comment(row: Record) -> bool:
    line, _, written = row
    return line > 1 and written.startswith("#")


def _mostly_numbers(column: list[str]) -> bool:
    return sum(NUMBER.fullmatch(value) is not None for value in column) >= 0.8 * len(column)


def _is_counting(numbers: list[int]) -> bool:
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    if not steps or min(steps) <= 0:
        return False
    return len(numbers) >= 4 or set(steps) == {1}
