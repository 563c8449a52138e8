"""What the name of a column tells: identifiers, times, and the nearest name to a mistyped one."""

import difflib
import re
from collections.abc import Sequence

_IDENTIFIER_WORDS = frozenset(["id", "ids", "uuid", "guid", "rowid", "rownum", "index"])
_TIME_WORDS = frozenset(("year", "years", "yr", "month", "months", "week", "weeks")).union(
    ("day", "days", "date", "time", "timestamp", "epoch", "hour", "minute", "second"),
    ("jahr", "monat", "tag"),
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words_of(name: str) -> list[str]:
    """Words of a name, folded: ``customerID`` and ``customer_id`` give customer, id."""
    return [word.lower() for word in _WORDS.findall(name)]


def names_identifier(name: str) -> bool:
    """Whether a column of this name is meant to tell rows apart (PassengerId, id, row_index)."""
    words = words_of(name)
    return bool(words) and (words[-1] in _IDENTIFIER_WORDS or words[0] in ("id", "uuid", "guid"))


def names_time(name: str) -> bool:
    """Whether a column of this name measures time, so that counting up is its nature."""
    return any(word in _TIME_WORDS for word in words_of(name))


def did_you_mean(wanted: str, names: Sequence[str]) -> str:
    """The end of a sentence about a name that is not there: the nearest names, or some of all."""
    folded = {name.lower(): name for name in names}
    near = difflib.get_close_matches(wanted.lower(), list(folded), n=3, cutoff=0.6)
    if near:
        return "Did you mean " + " or ".join(f'"{folded[name]}"' for name in near) + "?"
    some = ", ".join(f'"{name}"' for name in names[:10])
    return f"The columns are {some}{' and more' if len(names) > 10 else ''}."
