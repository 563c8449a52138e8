"""Where the study of this command lies, as soon as that is known."""

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Place:
    """Told by the command, read when something goes wrong: it is named in the last words.

    folder: of the study, which may not be there yet; None where the command makes none.
    """

    folder: Path | None = None
