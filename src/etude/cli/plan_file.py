"""A plan written by hand: a TOML file of settings, checked by name, type and range."""

import difflib
import tomllib
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from etude.errors import BadOption

Settings = tuple[tuple[str, object], ...]


def read_plan_file(path: str | Path) -> Settings:
    """Settings of a starting plan, one a line: ``hidden = [128, 64]``.

    Out:    the settings in the order of the file, lists as tuples.
    Raises: BadOption, which names the file and the setting.
    """
    from etude.records.plan import Plan

    written = _toml(Path(path))
    known = {field.name: field for field in fields(Plan)}
    settings = {name: _typed(known, name, value, path) for name, value in written.items()}
    try:
        Plan(**settings)
    except (ValueError, TypeError) as error:
        raise BadOption(f"--plan {path}: {error}.") from error
    return tuple(settings.items())


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadOption(f"--plan {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:  # of TOML and of UTF-8
        raise BadOption(f"--plan {path} is not TOML ({error}); write lines such as"
                        " learning_rate = 0.001.") from error  # fmt: skip


def _typed(known: dict[str, Field[Any]], name: str, value: Any, path: str | Path) -> Any:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"settings are {', '.join(known)}."
        raise BadOption(f"--plan {path} sets {name!r}, which no plan has; {hint}")
    default = known[name].default
    assert default is not MISSING
    value = tuple(value) if isinstance(value, list) else value
    if not _fits(value, default):
        example = list(default) if isinstance(default, tuple) else default
        raise BadOption(f"--plan {path} sets {name} = {value!r}; write it like {example!r}.")
    return value


def _fits(value: object, default: object) -> bool:
    """Whether the value has the type of the default; a whole number may stand for a fraction."""
    if isinstance(default, tuple) and isinstance(value, tuple):
        return bool(value) and all(_fits(item, default[0]) for item in value)
    if isinstance(default, float) and type(value) is int:
        return True
    return type(value) is type(default)
