"""How often the test rows of the same data were opened, by all studies of one place."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

LOG = "openings.jsonl"


def openings_of(fingerprint: str, study: Path) -> int:
    """Openings of these data by this study and those beside it."""
    try:
        lines = _log_beside(study).read_text().splitlines()
    except OSError:
        return 0
    return sum(fingerprint in line for line in lines)


def log_opening(fingerprint: str, study: Path) -> None:
    """Add one opening to the log beside the study; an opening of the same study is not repeated."""
    path = _log_beside(study)
    line = {"data": fingerprint, "study": Path(os.path.abspath(study)).name}
    known = path.read_text().splitlines() if path.exists() else []
    if any(_same(one, line) for one in known):
        return
    with path.open("a") as file:
        file.write(json.dumps({**line, "at": datetime.now(UTC).isoformat(timespec="seconds")}))
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


def _same(logged: str, line: dict[str, str]) -> bool:
    """Whether a logged line is of these data and this study; a damaged one is of none."""
    try:
        found: dict[str, str] = json.loads(logged)
    except ValueError:
        return False
    return found | {"at": ""} == line | {"at": ""}


def _log_beside(study: Path) -> Path:
    """The log of the folder that the study lies in, also where the study is named ``.``"""
    return Path(os.path.abspath(study)).parent / LOG
