"""Words on the terminal: safe to show, whatever the data hold."""

import click

from etude.records.json_text import json_text


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


def print_json(content: object) -> None:
    """Print one JSON object on stdout; numbers that are not finite become null."""
    click.echo(json_text(content, indent=2))
