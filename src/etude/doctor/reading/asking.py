"""What a person is asked where no name says which column is a loss."""

import math
import shlex
from itertools import groupby, pairwise

from etude.doctor.reading.log import Log
from etude.doctor.reading.roles import (
    EPOCH,
    EVERY_STEP,
    IDLE,
    ROLES,
    STEP,
    TEST,
    TRAIN,
    VALIDATION,
    Roles,
    listed,
    role_of,
    words_of,
)
from etude.errors import BadColumn

UNKNOWN = "NAME"  # stands where no column may be what is asked for
FEWEST = 3  # numbers that count, or fall
SHOWN = 3  # numbers of a column that a message shows
MOSTLY = 2  # times its rises, the falls of what falls for the most part


def counts(name: str, log: Log) -> bool:
    """Whether a column counts epochs or steps: its name says so, or whole numbers rise in it by
    equal steps. A number may stand several times in a row."""
    if _is_counter(name):
        return True
    numbers = [number for number, _ in groupby(_finite(name, log))]
    steps = {after - before for before, after in pairwise(numbers)}
    return len(numbers) >= FEWEST and _are_whole(numbers) and len(steps) == 1 and min(steps) > 0


def refuse_counters(asked: Roles, log: Log, told: str) -> None:
    """Raises: BadColumn where a person named a column as a loss that counts epochs or steps."""
    for role, name in asked.items():
        if role.endswith("loss") and counts(name, log):
            shown = ", ".join(f"{number:.12g}" for number in log.column(name)[:SHOWN])
            raise BadColumn(
                f"{told}: column {name} counts epochs or steps ({shown}, ...) and is no loss; of"
                f" the columns {listed(log.names)} name another: {columns_option(log)}"
            )


def no_loss(log: Log, told: str) -> BadColumn:
    """The error where no column is known as a loss: the columns seen, and what to write."""
    return BadColumn(
        f"{told} has the columns {listed(log.names)}, and none of them is known as a loss; say"
        f" which is which: {columns_option(log)}"
    )


def columns_option(log: Log) -> str:
    """What to write on the command line: columns that may be the losses, else placeholders.

    A loss is suggested where its name is that of no other curve, its numbers are not all whole and
    fall for the most part; a validation loss where its name is the same but for the split.
    """
    may_be = [name for name in log.names if _may_be_loss(name, log)]
    pairs = [(name, _validation_of(name, may_be)) for name in may_be if _falls(name, log)]
    pairs = [(name, found) for name, found in pairs if not _is_validation(name)]
    train, validation = next(
        (pair for pair in pairs if pair[1] != UNKNOWN), pairs[0] if pairs else (UNKNOWN, UNKNOWN)
    )
    return f"--columns {shlex.quote(f'loss={train},val_loss={validation}')}"


def _may_be_loss(name: str, log: Log) -> bool:
    role = role_of(name)
    is_another = name in ROLES if role is None else not role[0].endswith("loss")
    return not is_another and "," not in name and not _are_whole(_finite(name, log))


def _validation_of(name: str, names: list[str]) -> str:
    same = [
        one for one in names if _is_validation(one) and _but_for_split(one) == _but_for_split(name)
    ]
    same.sort(key=lambda one: not VALIDATION & set(words_of(one)))  # stable: test comes last
    return same[0] if same else UNKNOWN


def _is_validation(name: str) -> bool:
    return bool((VALIDATION | TEST) & set(words_of(name)))


def _but_for_split(name: str) -> list[str]:
    idle = TRAIN | VALIDATION | TEST | IDLE | EVERY_STEP
    return sorted(word for word in words_of(name) if word not in idle)


def _falls(name: str, log: Log) -> bool:
    numbers = _finite(name, log)
    steps = [after - before for before, after in pairwise(numbers)]
    falls = -sum(step for step in steps if step < 0)
    return (
        len(numbers) >= FEWEST
        and falls > 0
        and falls >= MOSTLY * sum(step for step in steps if step > 0)
    )


def _is_counter(name: str) -> bool:
    role = role_of(name)
    return role is not None and role[0] in (EPOCH, STEP)


def _are_whole(numbers: list[float]) -> bool:
    return all(number.is_integer() for number in numbers)


def _finite(name: str, log: Log) -> list[float]:
    return [float(number) for number in log.column(name) if math.isfinite(number)]
