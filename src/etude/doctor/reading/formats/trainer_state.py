"""Hugging Face ``trainer_state.json``: the log history of a Trainer."""

from pathlib import Path

from etude.doctor.reading.documents import document, rows_of
from etude.doctor.reading.log import Log
from etude.errors import UnreadableData

NAME = "Hugging Face trainer state"
ORDER = 2

HISTORY = "log_history"
SUMMARY = "train_runtime"  # in the last row, whose train_loss is a mean over the whole training


def reads(data: bytes) -> bool:
    """Whether it is a JSON object with a log history."""
    return data.lstrip()[:1] == b"{" and f'"{HISTORY}"'.encode() in data


def read(data: bytes, path: Path) -> Log:
    """The rows of the history, without the summary at its end.

    Raises: UnreadableData where the file is damaged or nothing was logged.
    """
    state = document(data, path)
    history = state.get(HISTORY) if isinstance(state, dict) else None
    rows, unread = rows_of(history if isinstance(history, list) else ())
    kept = tuple(row for row in rows if SUMMARY not in row)
    if not kept:
        raise UnreadableData(
            f"{path} has nothing in its {HISTORY}; train with logging_steps set, or name another"
            " file."
        )
    return Log(NAME, kept, unread=unread)
