"""TensorBoard event files: scalars, whoever wrote them.

Read here in its own wire format: of all that the ``tensorboard`` package carries (a server, grpc,
protobuf, pictures) only four fields of a message would be used, and those have not changed since
they exist. Check sums are not checked; a damaged length or message ends the reading, with a note.
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from etude.doctor.reading.log import Log, Row
from etude.doctor.reading.wire import Message, Unreadable, fields
from etude.errors import UnreadableData
from etude.records.figures import counted

NAME = "TensorBoard event file"
ORDER = 1

VERSION = b"brain.Event:"  # in the first record of every event file
HEAD, FOOT = 12, 4  # bytes around a record: length and its check sum, then the data's
LARGEST = 2**28  # bytes of one record; pictures are far below
EVENT_STEP, EVENT_SUMMARY, SUMMARY_VALUE = 2, 5, 1
VALUE_TAG, VALUE_NUMBER, VALUE_TENSOR = 1, 2, 8
TENSOR_KIND, TENSOR_SHAPE, TENSOR_CONTENT = 1, 2, 4
TENSOR_LISTS = {5: "<f", 6: "<d"}  # float_val, double_val
TENSOR_KINDS = {1: "<f", 2: "<d", 3: "<i", 9: "<q"}  # DT_FLOAT, DT_DOUBLE, DT_INT32, DT_INT64
STEP = "step"


def reads(data: bytes) -> bool:
    """Whether the first record says that events follow."""
    return VERSION in data[:64]


def read(data: bytes, path: Path) -> Log:
    """The scalars, one row a step; steps that were written again later are kept in that order.

    Raises: UnreadableData where no scalar is in the file.
    """
    rows: list[dict[str, float]] = []
    notes: tuple[str, ...] = ()
    try:
        for record in _records(data):
            _put(record, rows)
    except Unreadable:
        notes = (
            f"{path.name} is cut off or damaged after {counted(len(rows), 'step')}; those before"
            " were read.",
        )
    if not rows:
        raise UnreadableData(
            f"{path} holds no scalars{', and is damaged' if notes else ''}; log some with"
            " writer.add_scalar, or name another file."
        )
    return Log(NAME, tuple(rows), notes)


def merged(logs: Sequence[tuple[str, Log]]) -> Log:
    """Several event files of one training as one log.

    In: each log with the prefix that its tags get (``train/``), in the order of writing.
    """
    rows: list[Row] = []
    for prefix, log in logs:
        rows += [_prefixed(row, prefix) for row in log.rows]
    return Log(NAME, tuple(rows), tuple(note for _, log in logs for note in log.notes))


def _prefixed(row: Row, prefix: str) -> Row:
    return {name if name == STEP else prefix + name: number for name, number in row.items()}


def _records(data: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(data):
        if len(data) - place < HEAD:
            raise Unreadable
        (length,) = struct.unpack_from("<Q", data, place)
        end = place + HEAD + length
        if length > LARGEST or end + FOOT > len(data):
            raise Unreadable
        yield data[place + HEAD : end]
        place = end + FOOT


def _put(record: bytes, rows: list[dict[str, float]]) -> None:
    """Add the scalars of one event to the row of its step, if that is the last row."""
    event = fields(record)
    step = float(_signed(event.number(EVENT_STEP)))
    for summary in event.parts(EVENT_SUMMARY):
        for value in fields(summary).parts(SUMMARY_VALUE):
            _put_value(fields(value), step, rows)


def _put_value(value: Message, step: float, rows: list[dict[str, float]]) -> None:
    number = _scalar(value)
    if number is None:
        return
    tag = value.text(VALUE_TAG)
    if not rows or rows[-1][STEP] != step or tag in rows[-1]:
        rows.append({STEP: step})
    rows[-1][tag] = number


def _scalar(value: Message) -> float | None:
    """The number of a value, None where it is a picture, a histogram or a text."""
    simple = value.parts(VALUE_NUMBER)
    if simple:
        return _unpacked("<f", simple[-1])
    tensors = value.parts(VALUE_TENSOR)
    return _of_tensor(fields(tensors[-1])) if tensors else None


def _of_tensor(tensor: Message) -> float | None:
    if any(fields(shape).parts(2) for shape in tensor.parts(TENSOR_SHAPE)):
        return None  # it has dimensions: no scalar
    for field, form in TENSOR_LISTS.items():
        if listed := tensor.parts(field):
            return _unpacked(form, listed[-1])
    form = TENSOR_KINDS.get(tensor.number(TENSOR_KIND), "")
    content = tensor.parts(TENSOR_CONTENT)
    return _unpacked(form, content[-1]) if form and content else None


def _unpacked(form: str, content: bytes) -> float | None:
    return float(struct.unpack(form, content)[0]) if len(content) == struct.calcsize(form) else None


def _signed(number: int) -> int:
    """A step below 0 is written as 2^64 less of it."""
    return number - 2**64 if number >= 2**63 else number
