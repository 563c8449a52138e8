"""From a log to a training record: what was read as what, mended, and assumed."""

import math
from collections.abc import Sequence
from dataclasses import replace

from etude.doctor.reading.asking import no_loss, refuse_counters
from etude.doctor.reading.course import course_of
from etude.doctor.reading.epochs import epochs_of
from etude.doctor.reading.log import Log
from etude.doctor.reading.roles import (
    EPOCH,
    ROLES,
    STEP,
    TRAIN_ACCURACY,
    TRAIN_LOSS,
    VALIDATION_ACCURACY,
    VALIDATION_LOSS,
    Roles,
    role_of,
    roles_of,
)
from etude.doctor.reading.series import mended_series
from etude.doctor.reading.texts import left_out, loss_as_text, refuse_texts
from etude.doctor.record import TrainingRecord, facts_unknown, run_of
from etude.records.figures import number_said
from etude.records.trial import Curves

LOSSES = (TRAIN_LOSS, VALIDATION_LOSS)
ACCURACIES = (TRAIN_ACCURACY, VALIDATION_ACCURACY)
A_SHARE = 1.5  # an accuracy above it is a percentage


def record_of(log: Log, name: str, *, asked: Roles, classes: int = 0) -> TrainingRecord:
    """The training that a log tells of.

    In:     asked, columns of roles as a person named them; classes, their number where it is known.
    Raises: BadColumn where no column is known as a loss, several may be it, or one that a person
            named holds no numbers or counts epochs or steps.
    """
    roles = _roles(log, asked, name)
    mended = mended_series(log.rows, roles)
    epochs = epochs_of(mended)
    numbers, judged = _judgeable(dict(epochs.of))
    run = run_of(
        Curves(**numbers),
        diverged_in=epochs.diverged_in,
        initial_loss=epochs.first_loss,
        fold="as logged",
    )
    naive, stand_in, reference = _reference(run.curves.train_loss, epochs.first_loss, classes)
    return TrainingRecord(
        name,
        (run,),
        replace(facts_unknown(), classes=classes, naive_loss=naive),
        notes=(
            _read_as(log, roles),
            *log.notes,
            *left_out(log, roles, name),
            *_uneven(log, roles),
            *mended.notes,
            *epochs.notes,
            *judged,
            *([reference] if reference else []),
        ),
        stand_in=stand_in,
        course=course_of(epochs, numbers),
    )


def _roles(log: Log, asked: Roles, told: str) -> Roles:
    refuse_texts(asked, log, told)
    roles = roles_of(log.names, asked, told)
    refuse_counters(asked, log, told)
    if not any(loss in roles for loss in LOSSES):
        raise loss_as_text(log, told) or no_loss(log, told)
    return roles


def _uneven(log: Log, roles: Roles) -> tuple[str, ...]:
    """A sentence on lists of unequal length among those that were read."""
    lengths = {name: log.lengths[name] for name in _in_order(roles).values() if name in log.lengths}
    if len(set(lengths.values())) < 2:
        return ()
    said = ", ".join(f"{name} {length:,}" for name, length in lengths.items())
    return (
        f"The lists are of unequal length ({said}): the last numbers of the shorter are missing.",
    )


def _in_order(roles: Roles) -> dict[str, str]:
    return dict(sorted(roles.items(), key=lambda item: ROLES.index(item[0])))


def _judgeable(
    numbers: dict[str, tuple[float, ...]],
) -> tuple[dict[str, tuple[float, ...]], tuple[str, ...]]:
    """Accuracies as shares; losses below 0 left out."""
    notes = []
    known = {
        role: [one for one in numbers.get(role, ()) if math.isfinite(one)]
        for role in (*LOSSES, *ACCURACIES)
    }
    if max((*known[TRAIN_ACCURACY], *known[VALIDATION_ACCURACY]), default=0.0) > A_SHARE:
        notes.append("Accuracies above 1 were read as per cent.")
        for role in ACCURACIES:
            if role in numbers:
                numbers[role] = tuple(one / 100.0 for one in numbers[role])
    if min((*known[TRAIN_LOSS], *known[VALIDATION_LOSS]), default=0.0) < 0.0:
        notes.append("The loss falls below 0, where shares of it mean nothing: it is not judged.")
        for role in LOSSES:
            numbers.pop(role, None)
    return numbers, tuple(notes)


def _reference(
    train: Sequence[float], first_loss: float | None, classes: int
) -> tuple[float, str, str]:
    """The loss that training has to beat, what stands in for it if it is not known, and what is
    said of it."""
    if classes:
        naive = math.log(classes)
        said = f"ln {classes} = {number_said(naive)}, the cross-entropy of guessing among {classes}"
        return naive, "", f"Measured against {said} classes."
    known = [loss for loss in train if math.isfinite(loss)]
    if not known:
        return math.nan, "", ""
    if first_loss is not None and math.isfinite(first_loss):
        naive, what = first_loss, "the first loss written"
    else:
        naive, what = known[0], "the first epoch's training loss"
    said = f"The loss of guessing is not known; {what}, {number_said(naive)}, stands in for it."
    return naive, what, said


def _read_as(log: Log, roles: Roles) -> str:
    """Which column was read as what; a counter only where its name does not say it."""
    said = [
        f"{name} as {role.replace('train_', 'training ').replace('_', ' ')}"
        for role, name in _in_order(roles).items()
        if role not in (EPOCH, STEP) or role_of(name) is None
    ]
    return f"Read as {log.kind}{': ' if said else ''}{', '.join(said)}."
