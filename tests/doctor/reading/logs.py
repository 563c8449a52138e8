"""Logs as other programs write them."""

import json
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

from etude.doctor.reading.places import trainings_in
from etude.doctor.record import TrainingRecord

TRAIN = (1.9, 1.2, 0.8, 0.5)
VALIDATION = (1.8, 1.3, 1.1, 1.05)


def written(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def table(header: str, rows: Iterable[Sequence[object]]) -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows), ""])


def plain_csv() -> str:
    rows = zip(range(1, 5), TRAIN, VALIDATION, strict=True)
    return table("epoch,train_loss,val_loss", rows)


def history() -> str:
    return json.dumps({"loss": TRAIN, "val_loss": VALIDATION})


def only_record(path: Path, classes: int = 0, **asked: str) -> TrainingRecord:
    (record,) = trainings_in(path, asked=asked, classes=classes).records
    return record


def losses(record: TrainingRecord) -> tuple[tuple[float, ...], tuple[float, ...]]:
    curves = record.runs[0].curves
    return curves.train_loss, curves.validation_loss


# --- TensorBoard event files, byte by byte -----------------------------------------------------


def events(scalars: Iterable[tuple[int, str, float]], *, tensors: bool = False) -> bytes:
    """An event file; check sums are left 0, for they are not read."""
    said = b"".join(_record(_scalar(step, tag, value, tensors)) for step, tag, value in scalars)
    return _record(_sized(3, b"brain.Event:2")) + said


def _record(data: bytes) -> bytes:
    return struct.pack("<QI", len(data), 0) + data + b"\0\0\0\0"


def _scalar(step: int, tag: str, value: float, tensors: bool) -> bytes:
    number = (
        _sized(8, _varint(1 << 3) + _varint(1) + _sized(5, struct.pack("<f", value)))
        if tensors
        else _varint(2 << 3 | 5) + struct.pack("<f", value)
    )
    summary = _sized(1, _sized(1, tag.encode()) + number)
    return (
        _varint(1 << 3 | 1) + struct.pack("<d", 0.0)
        + _varint(2 << 3) + _varint(step) + _sized(5, summary)
    )  # fmt: skip


def _sized(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)
