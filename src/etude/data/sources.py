"""From a path to bytes: what lies there, unpacked within bounds, as UTF-8 text."""

import codecs
import difflib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etude.errors import UnreadableData
from etude.records.note import Note

MAXIMUM_BYTES = 8 * 2**30  # of one unpacked file
TRUSTED_BYTES = 64 * 2**20  # below this size no compression ratio is suspicious
MAXIMUM_RATIO = 200  # tables pack 3 to 100 times; deflate can reach 1032
CHUNK_BYTES = 2**20
PACKED_CHUNK_BYTES = 2**16  # unpacks to at most 64 MB at once

GZIP_MAGIC = b"\x1f\x8b"
FOREIGN_MAGIC = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive; save the sheet as csv, or unpack it"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save the sheet as csv"),
    (b"%PDF", "a PDF document; export the table as csv"),
    (b"SQLite format 3", "an SQLite database; export the table as csv"),
    (b"\x89PNG", "a PNG picture; for pictures give a folder with one sub-folder per class"),
    (b"\xff\xd8\xff", "a JPEG picture; for pictures give a folder with one sub-folder per class"),
    (b"BZh", "packed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "packed with xz; unpack it first"),
    (b"(\xb5/\xfd", "packed with zstd; unpack it first"),
    (b"\x89HDF", "an HDF5 file; save the table as csv or Parquet"),
)
WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Text:
    """The bytes of a text file as clean UTF-8: no mark, no NUL, lines ended by a newline."""

    data: bytes
    notes: tuple[Note, ...]


def stored_bytes(path: Path) -> bytes:
    """The bytes of a regular file, exactly as stored.

    Raises: UnreadableData if nothing is there (near names are suggested), if it is a folder or
            a device, if it may not be read, or if it is empty.
    """
    if path.is_dir():
        raise UnreadableData(f"{path} is a folder where a table file is needed; name a file in it.")
    if not path.exists():
        raise UnreadableData(_absent(path))
    if not path.is_file():
        raise UnreadableData(f"{path} is not a regular file; save the table to a file first.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableData(f"{path} cannot be read: {error.strerror or error}.") from error
    if not data:
        raise UnreadableData(f"{path} is empty (zero bytes); export the table again.")
    return data


def unpacked(data: bytes, path: Path) -> tuple[bytes, list[Note]]:
    """The content of a file, gunzipped where its first bytes (not its name) say gzip.

    Raises: UnreadableData if the gzip data is cut short, damaged, or unpacks beyond bounds.
    """
    if data.startswith(GZIP_MAGIC):
        return _gunzip(data, path), []
    if path.suffix.lower() == ".gz":
        text = f"{path.name} is named .gz but is not packed; it was read as it is."
        return data, [Note("not-gzip", text)]
    return data, []


def clean_text(data: bytes, path: Path) -> Text:
    """The content of a text file as UTF-8, with a note for every repair.

    Raises: UnreadableData if the content is another format, a web page, or not text.
    """
    for magic, what in FOREIGN_MAGIC:
        if data.startswith(magic):
            raise UnreadableData(f"{path} is {what}.")
    data, notes = _as_utf8(data, path)
    data, removed = _without_nul(data, path)
    data = data if b"\n" in data else data.replace(b"\r", b"\n")
    _refuse_web_page(data, path)
    if re.search(rb'[^ \t\r\n,;|"]', data) is None:
        raise UnreadableData(f"{path} holds only blanks and separators; export the table again.")
    return Text(data, (*notes, *removed))


def decoded(data: bytes) -> str | None:
    """The text of a small file as it is written, whatever its encoding; None where it is none."""
    try:
        text = _as_utf8(data, Path())[0].decode()
    except UnreadableData:
        return None
    return None if "\0" in text else text


def _absent(path: Path) -> str:
    if "://" in str(path) or str(path).startswith(("http:/", "https:/")):
        return f"{path} is an address, and nothing is fetched; download the file and name it."
    if not path.parent.is_dir():
        return f"{path} does not exist, nor does the folder {path.parent}; check the path."
    names = sorted(entry.name for entry in path.parent.iterdir())
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.6)
    if not near:
        return f"{path} does not exist; check the path."
    return f"{path} does not exist; did you mean {' or '.join(near)}?"


def _gunzip(data: bytes, path: Path) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in _gunzipped_parts(data, path):
        size += len(part)
        _refuse_bomb(size, len(data), path)
        parts.append(part)
    return b"".join(parts)


def _gunzipped_parts(data: bytes, path: Path) -> Iterator[bytes]:
    position = 0
    while data.startswith(GZIP_MAGIC, position):  # a gzip file may hold several members
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            piece = data[position : position + PACKED_CHUNK_BYTES]
            if not piece:
                message = f"{path} is cut short: its gzip data has no end; fetch it again."
                raise UnreadableData(message)
            yield _decompressed(member, piece, path)
            position += len(piece) - len(member.unused_data)


def _decompressed(member: "zlib._Decompress", piece: bytes, path: Path) -> bytes:
    try:
        return member.decompress(piece)
    except zlib.error as error:
        message = f"{path} is damaged: its gzip data cannot be unpacked; fetch it again."
        raise UnreadableData(message) from error


def _refuse_bomb(size: int, packed_size: int, path: Path) -> None:
    if size > MAXIMUM_BYTES:
        reason = f"more than {MAXIMUM_BYTES // 2**30} GB"
    elif size > TRUSTED_BYTES and size > MAXIMUM_RATIO * packed_size:
        reason = f"more than {MAXIMUM_RATIO} times its size, as a decompression bomb does"
    else:
        return
    raise UnreadableData(f"{path} unpacks to {reason}; unpack it yourself if you trust it.")


def _as_utf8(data: bytes, path: Path) -> tuple[bytes, list[Note]]:
    if data.startswith(codecs.BOM_UTF8):
        return _as_utf8(data[len(codecs.BOM_UTF8) :], path)
    encoding = _wide_encoding(data)
    if encoding is None and _is_utf8(data):
        return data, []
    for candidate in (encoding,) if encoding else ("cp1252", "latin-1"):
        try:
            text = data.decode(candidate)
        except UnicodeDecodeError:
            continue
        note = Note("encoding", f"{path.name} is not UTF-8; it was read as {candidate}.")
        return text.removeprefix("\ufeff").encode(), [note]
    raise UnreadableData(f"{path} cannot be decoded as {encoding}; save it as UTF-8.")


def _wide_encoding(data: bytes) -> str | None:
    for mark, encoding in WIDE_MARKS:
        if data.startswith(mark):
            return encoding
    # UTF-16 without its mark: nearly every second byte of Western text is zero.
    sample = data[:4096]
    for first, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        zeros, others = sample[first::2].count(0), sample[1 - first :: 2].count(0)
        if zeros > 0.4 * len(sample) and others == 0:
            return encoding
    return None


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:  # in pieces, so that a large file is not held a second time
        for start in range(0, len(data), CHUNK_BYTES):
            decoder.decode(view[start : start + CHUNK_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _without_nul(data: bytes, path: Path) -> tuple[bytes, list[Note]]:
    sample = data[:65536]
    nul = sample.count(0)
    control = sum(map(sample.count, (*range(1, 9), *range(14, 27), *range(28, 32), 127)))
    if nul > 0.1 * len(sample) or control > 0.02 * len(sample):
        raise UnreadableData(f"{path} is not text; save the table as csv, Parquet or jsonl.")
    count = data.count(0)
    if not count:
        return data, []
    note = Note("nul-bytes", f"{count} NUL bytes in {path.name} were removed.", count=count)
    return data.replace(b"\x00", b""), [note]


def _refuse_web_page(data: bytes, path: Path) -> None:
    beginning = data[:256].lstrip().lower()
    if beginning.startswith((b"<!doctype html", b"<html", b"<?xml")):
        message = "is a web page or XML, not a table; the download may have failed, fetch it again"
        raise UnreadableData(f"{path} {message}.")
