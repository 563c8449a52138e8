"""Words on the terminal: safe to show, whatever the data hold."""

import math
from typing import Any

import click


def printable(text: str) -> str:
    """The text without signs that could steer a terminal; line ends and tabs become blanks.

    Column names, class names and cells are a stranger's: an escape sequence in one of them must
    not move the cursor or change the title of a person's window.
    """
    return "".join(_shown(sign) for sign in text)


def _shown(sign: str) -> str:
    if sign.isspace():
        return " "
    return sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}"


def print_json(content: Any) -> None:
    """Print one JSON object on stdout; numbers that are not finite become null."""
    import json

    click.echo(json.dumps(_finite(content), indent=2, ensure_ascii=False, allow_nan=False))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
