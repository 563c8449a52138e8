"""The wire format of protocol buffers, as far as reading needs it.

Source: protobuf.dev, Encoding.
"""

from dataclasses import dataclass, field

VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5
LONGEST_VARINT = 10  # bytes


class Unreadable(Exception):
    """These bytes are no whole message."""


@dataclass
class Message:
    """The fields of one message by number; a field may come several times.

    contents: bytes of fields with a length, or of fixed width. numbers: of fields that are varints.
    """

    contents: dict[int, list[bytes]] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def parts(self, number: int) -> list[bytes]:
        """The contents of this field, each time it came."""
        return self.contents.get(number, [])

    def number(self, number: int) -> int:
        """The varint of this field, 0 where it is left out."""
        return self.numbers.get(number, 0)

    def text(self, number: int) -> str:
        """The text of this field, empty where it is left out."""
        return b"".join(self.parts(number)[-1:]).decode("utf-8", errors="replace")


def fields(data: bytes) -> Message:
    """Take a message apart.

    Raises: Unreadable where the bytes end within a field, or a field is of no known kind.
    """
    message, place = Message(), 0
    while place < len(data):
        key, place = _varint(data, place)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            message.numbers[number], place = _varint(data, place)
            continue
        length, place = _length(data, place, kind)
        if place + length > len(data):
            raise Unreadable
        message.contents.setdefault(number, []).append(data[place : place + length])
        place += length
    return message


def _length(data: bytes, place: int, kind: int) -> tuple[int, int]:
    if kind == LENGTH:
        return _varint(data, place)
    if kind not in (EIGHT_BYTES, FOUR_BYTES):
        raise Unreadable
    return (8 if kind == EIGHT_BYTES else 4), place


def _varint(data: bytes, place: int) -> tuple[int, int]:
    if place < len(data) and data[place] < 128:  # nearly all
        return data[place], place + 1
    value = 0
    for shift, byte in enumerate(data[place : place + LONGEST_VARINT]):
        value |= (byte & 127) << (7 * shift)
        if byte < 128:
            return value, place + shift + 1
    raise Unreadable
