"""``etude.fit``: a study from a file, a frame, or arrays, in one call."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from etude.errors import BadOption
from etude.records.duration import read_duration
from etude.records.question import Question
from etude.studies.listener import Listener
from etude.studies.study import Study
from etude.studies.study import fit as fit_question


def seconds_of(budget: str | float) -> float:
    """A budget in seconds: ``90``, ``"90s"``, ``"2m"``, ``"1h30m"``; raises BadOption."""
    try:
        seconds = read_duration(budget) if isinstance(budget, str) else float(budget)
    except ValueError as error:
        raise BadOption(f"The budget {error}") from None
    if not seconds > 0:
        raise BadOption(f"The budget must be above 0 seconds, however: {budget}.")
    return seconds


def fit(
    data: Any,
    target: Any,
    *,
    out: str | Path | None = None,
    budget: str | float = "5m",
    listener: Listener | None = None,
    **options: Any,
) -> Study:
    """Study ``data`` and return the finished study.

    In:     data: path of a file, or of a folder with one sub-folder of .txt files a class; a
            pandas, polars or Arrow frame; or a 2-D array X.
            target: name of the target column (or a list of them), or the array y beside X.
            out: folder of the study, by default a new one under ``studies/``.
            budget: wall clock for all of it, in seconds or as ``"2m"``.
            options: further fields of ``Question``: metric, task, group, time, seed, max_trials,
            quick, unit, cost_false_alarm, cost_miss, test, validation, lexicon, pretrained,
            leave_out, device; of a forecast the steps ahead (forecast), season, known, series_id.
    Raises: Mendable, with one plain sentence, where the person can mend it; TypeError for an
            option that does not exist.
    """
    source, path, targets = _source(data, target)
    question = Question(source=path, targets=targets, budget_seconds=seconds_of(budget))
    question = replace(question, **options)
    return fit_question(
        question, source=source, out=Path(out) if out is not None else None, listener=listener
    )


def _source(data: Any, target: Any) -> tuple[Any, str, tuple[str, ...]]:
    """The data in memory (None for a path), a name for them, and the target columns."""
    if isinstance(data, str | Path):
        return None, str(data), _names(target)
    if isinstance(target, str) or _is_names(target):
        return data, "memory:frame", _names(target)
    frame, names = with_target(data, target)
    return frame, "memory:arrays", names


def _is_names(target: Any) -> bool:
    return isinstance(target, list | tuple) and all(isinstance(name, str) for name in target)


def _names(target: str | Sequence[str]) -> tuple[str, ...]:
    return (target,) if isinstance(target, str) else tuple(target)


def with_target(inputs: Any, target: Any) -> tuple[Any, tuple[str, ...]]:
    """X and y as one polars frame, and the names given to the target's columns."""
    import numpy as np
    import polars as pl

    from etude.data.reading import read_table

    frame = read_table(inputs).frame
    columns = np.asarray(target)
    columns = columns.reshape(len(columns), -1)
    names = [_free_name(frame.columns, place) for place in range(columns.shape[1])]
    added = [pl.Series(name, columns[:, place]) for place, name in enumerate(names)]
    return frame.with_columns(added), tuple(names)


def _free_name(taken: list[str], place: int) -> str:
    stem = "target" if place == 0 else f"target_{place + 1}"
    while stem in taken:
        stem += "_"
    return stem
