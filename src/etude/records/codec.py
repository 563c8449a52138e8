"""Records to plain JSON values and back, by their type annotations alone."""

import math
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

KIND = "record"


def to_plain(value: Any) -> Any:
    """A record as JSON values; a dataclass becomes an object with its class name as ``record``.

    Non-finite floats become the strings ``inf``, ``-inf`` and ``nan``, which JSON lacks.
    """
    if is_dataclass(value) and not isinstance(value, type):
        body = {one.name: to_plain(getattr(value, one.name)) for one in fields(value)}
        return {KIND: type(value).__name__, **body}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def from_plain(expected: Any, plain: Any) -> Any:
    """The record of type ``expected`` that ``to_plain`` made ``plain`` from."""
    origin = get_origin(expected)
    if origin in (Union, types.UnionType):
        return _from_union(get_args(expected), plain)
    if is_dataclass(expected):
        return _from_object(expected, plain)
    if origin is tuple or expected is tuple:
        return _from_list(get_args(expected), plain)
    if origin in (dict, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        value_type = get_args(expected)[1]
        return {key: from_plain(value_type, item) for key, item in plain.items()}
    if expected is float:
        return float(plain)
    if expected is object and isinstance(plain, list):
        return tuple(plain)
    if origin is Literal or expected in (int, str, bool, object, Any, type(None)):
        return plain
    raise TypeError(f"no rule to read {expected!r} back")


def _from_union(options: tuple[Any, ...], plain: Any) -> Any:
    if plain is None:
        return None
    if isinstance(plain, dict) and KIND in plain:
        named = {getattr(option, "__name__", ""): option for option in options}
        return from_plain(named[plain[KIND]], plain)
    concrete = [option for option in options if option is not type(None)]
    return from_plain(concrete[0], plain)


@cache
def _hints(record: Any) -> dict[str, Any]:
    return typing.get_type_hints(record)


def _from_object(expected: Any, plain: dict[str, Any]) -> Any:
    hints = _hints(expected)
    body = {key: from_plain(hints[key], item) for key, item in plain.items() if key != KIND}
    return expected(**body)


def _from_list(arguments: tuple[Any, ...], plain: list[Any]) -> tuple[Any, ...]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(from_plain(arguments[0], item) for item in plain)
    return tuple(from_plain(kind, item) for kind, item in zip(arguments, plain, strict=True))
