"""What a table holds, looked at before anyone says what is to be predicted."""

from dataclasses import dataclass

from etude.records.column import Schema
from etude.records.note import Note
from etude.records.survey import Survey


@dataclass(frozen=True)
class Overview:
    """A look at every column, with no target: no problem, no split, and no rows sealed.

    schema: every column as an input; ``targets`` is empty.
    survey: of all rows; what needs a target is empty.
    notes:  what reading and typing did.
    """

    schema: Schema
    survey: Survey
    notes: tuple[Note, ...]
