"""A setting described once: help, tooltips, `etude explain` and checks are made from it."""

from collections.abc import Sequence
from dataclasses import Field, field, fields
from typing import Any


def setting(
    default: Any,
    meaning: str,
    *,
    source: str,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: Sequence[str] = (),
) -> Any:
    """A dataclass field that carries its meaning, unit, range and source.

    low, high: inclusive bounds of a number; for a tuple they hold for each element.
    choices:   the words allowed, for a setting that is a word.
    source:    the section of the guide, the paper or the measurement behind the default.
    """
    about = {
        "meaning": meaning,
        "unit": unit,
        "low": low,
        "high": high,
        "choices": tuple(choices),
        "source": source,
    }
    return field(default=default, metadata=about)


def check_settings(record: Any) -> None:
    """Raise ValueError naming the rule and the value if a field of ``record`` breaks its range."""
    for one in fields(record):
        _check(one, getattr(record, one.name))


def _check(one: Field[Any], value: Any) -> None:
    choices, low, high = (one.metadata.get(key) for key in ("choices", "low", "high"))
    if choices and value not in choices:
        raise ValueError(f"{one.name} must be one of {', '.join(choices)}; it is {value!r}")
    for number in value if isinstance(value, tuple) else (value,):
        if low is not None and number < low:
            raise ValueError(f"{one.name} must be at least {low:g}; it is {number:g}")
        if high is not None and number > high:
            raise ValueError(f"{one.name} must be at most {high:g}; it is {number:g}")
