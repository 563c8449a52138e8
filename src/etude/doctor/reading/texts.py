"""Texts that stand in a log where numbers of curves belong: told, or refused."""

from etude.doctor.reading.log import Log, Unread
from etude.doctor.reading.roles import TRAIN_ACCURACY, TRAIN_LOSS, VALIDATION_LOSS, Roles, role_of
from etude.errors import BadColumn

A_WORD = 1.0  # of a name unexplained, from which on it is not plainly that of a curve
LONGEST = 40  # signs of a cell that a sentence shows


def left_out(log: Log, roles: Roles, told: str) -> tuple[str, ...]:
    """A sentence on each curve with cells that are no numbers, or with no number at all."""
    some = [_some(one) for one in log.unread if one.name in roles.values()]
    none = [_none(one) for one in _without_numbers(log) if _curve(one.name) not in ("", *roles)]
    return tuple(f"{told}: {said}; left out." for said in (*some, *none))


def refuse_texts(asked: Roles, log: Log, told: str) -> None:
    """Raises: BadColumn where a column that a person named holds texts alone."""
    for one in _without_numbers(log):
        if one.name in asked.values():
            raise BadColumn(f"{told}: {_none(one)}; name another column.")


def loss_as_text(log: Log, told: str) -> BadColumn | None:
    """The error where the only loss holds texts alone; None where there is no such column."""
    for one in _without_numbers(log):
        if _curve(one.name) in (TRAIN_LOSS, VALIDATION_LOSS):
            return BadColumn(f"{told}: {_none(one)}; write plain numbers there.")
    return None


def _without_numbers(log: Log) -> list[Unread]:
    names = set(log.names)
    return [one for one in log.unread if one.name not in names]


def _curve(name: str) -> str:
    """The role that a name plainly is of, else ""."""
    role, unexplained = role_of(name) or ("", 0.0)
    if unexplained >= A_WORD:
        return ""
    return {"loss": TRAIN_LOSS, "accuracy": TRAIN_ACCURACY}.get(role, role)


def _some(one: Unread) -> str:
    if one.cells == 1:
        return f"row {one.row} of column {one.name} is no number: {_shown(one)}"
    return (
        f"{one.cells:,} rows of column {one.name} are no numbers, the first of them row {one.row}:"
        f" {_shown(one)}"
    )


def _none(one: Unread) -> str:
    return f"column {one.name} holds no number (row {one.row}: {_shown(one)})"


def _shown(one: Unread) -> str:
    return repr(one.text if len(one.text) <= LONGEST else f"{one.text[:LONGEST]}...")
