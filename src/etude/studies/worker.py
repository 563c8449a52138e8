"""A worker: a process that performs the moves handed to it on standard input.

Why not multiprocessing: it hands over pickles, forks libraries that do not bear it, or imports
the person's own script again. Moves and results are records; their JSON form is enough.
"""

import json
import os
import signal
import sys
import traceback
from typing import Any, TextIO

from etude.errors import EtudeError
from etude.records.codec import from_plain, to_plain
from etude.records.moves import Move
from etude.studies.folder import Folder


def main(path: str, workers: int) -> None:
    """Serve until standard input ends. One JSON object a line, in and out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the study, which ends its workers
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not mix with the answers
    from etude.studies.performing.performer import Performer

    performer = Performer(Folder(path), workers)
    _say(answers, {"ready": True})
    for line in sys.stdin:
        _say(answers, _answer(performer, json.loads(line), answers))


def _answer(performer: Any, task: dict[str, Any], answers: TextIO) -> dict[str, Any]:
    move = from_plain(Move, task["move"])
    try:
        result = performer.perform(
            move,
            task["seconds_left"],
            lambda progress: _say(answers, {"progress": to_plain(progress)}),
        )
    except EtudeError as error:
        return {"mendable": type(error).__name__, "message": str(error)}
    except Exception:
        return {"error": traceback.format_exc()}
    return {"result": to_plain(result)}


def _say(answers: TextIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
