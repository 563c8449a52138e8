"""How often the test rows of the same data were opened, by all studies of one place."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

LOG = "openings.jsonl"


def openings_of(fingerprint: str, place: Path) -> int:
    """Openings of these data by studies in this folder of studies."""
    try:
        lines = (place / LOG).read_text().splitlines()
    except OSError:
        return 0
    return sum(fingerprint in line for line in lines)


def log_opening(fingerprint: str, study: Path) -> None:
    """Add one opening to the log beside the study; an opening of the same study is not repeated."""
    line = {"data": fingerprint, "study": study.name}
    path = study.parent / LOG
    known = path.read_text().splitlines() if path.exists() else []
    if any(json.loads(one) | {"at": ""} == line | {"at": ""} for one in known if one):
        return
    with path.open("a") as file:
        file.write(json.dumps({**line, "at": datetime.now(UTC).isoformat(timespec="seconds")}))
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
