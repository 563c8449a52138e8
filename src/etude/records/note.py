"""A note: one thing that was seen or done to the data, in one plain sentence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """One act of reading, typing or cleaning, written down with its count.

    act:    short code of the kind of act, for example ``"encoding"`` or ``"winsorised"``.
    text:   one plain sentence a newcomer can read.
    column: the column it concerns, None for the whole table.
    count:  how many rows or cells were touched, None where counting has no sense.
    """

    act: str
    text: str
    column: str | None = None
    count: int | None = None
