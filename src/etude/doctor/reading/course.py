"""The course of a training whose file goes on behind the epoch in which the loss was lost."""

import math
from collections.abc import Mapping

from etude.doctor.reading.epochs import Epochs, Numbers
from etude.doctor.reading.roles import TRAIN_LOSS, VALIDATION_LOSS
from etude.records.figures import counted, number_said


def course_of(epochs: Epochs, numbers: Mapping[str, Numbers]) -> str:
    """One sentence on all epochs of the file, and from which on a loss is not finite.

    In:  numbers by role, one an epoch.
    Out: "" where every loss ends finite: the run's own epochs are then all of the file's.
    """
    if not epochs.diverged_in:
        return ""
    parts = [counted(max(map(len, epochs.of.values())), "epoch")]
    for role, called in ((TRAIN_LOSS, "training loss"), (VALIDATION_LOSS, "validation loss")):
        said = _loss(role, numbers.get(role, ()), epochs.not_finite.get(role, 0))
        parts += [f"{called} {said}"] if said else []
    return "; ".join(parts) + "."


def _loss(role: str, losses: Numbers, lost_in: int) -> str:
    known = [(loss, epoch) for epoch, loss in enumerate(losses, 1) if math.isfinite(loss)]
    parts = []
    if known:
        parts.append(f"{number_said(known[0][0])} to {number_said(known[-1][0])}")
    if known and role == VALIDATION_LOSS:
        lowest, epoch = min(known)
        parts.append(f"lowest {number_said(lowest)} in epoch {epoch}")
    if lost_in and losses:
        since = f"from epoch {lost_in} on" if lost_in < len(losses) else f"in epoch {lost_in}"
        parts.append(f"{_kind(losses[lost_in - 1 :])} {since}")
    return ", ".join(parts)


def _kind(losses: Numbers) -> str:
    infinite = sum(map(math.isinf, losses))
    if not infinite:
        return "NaN"
    return "infinite" if infinite == len(losses) else "NaN or infinite"
