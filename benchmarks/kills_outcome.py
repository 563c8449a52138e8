"""What must be equal of two studies. See kills.py."""

import json
from dataclasses import dataclass
from pathlib import Path

from etude.studies.folder import Folder
from etude.studies.predictor import model_hash


@dataclass(frozen=True)
class Outcome:
    """Every move with its result (times aside), and the model's hash."""

    decisions: str
    weights: str


def outcome(out: Path) -> Outcome:
    """What a finished study decided and made."""
    lines = (out / "notebook.jsonl").read_text().splitlines()[1:]
    told = [json.loads(line) for line in lines]
    for one in told:
        one["result"].pop("seconds", None)  # measured, not decided
    moves = [(one["move"], one["result"]) for one in told if one["move"]["record"] != "Calibrate"]
    return Outcome(json.dumps(moves, sort_keys=True), model_hash(Folder(out).model))
