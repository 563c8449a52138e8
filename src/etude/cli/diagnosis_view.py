"""What was found in a training, on the terminal."""

import sys

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from etude.cli.printing import printable
from etude.doctor.telling import Told, ToldFinding, asides, parts

WIDTH_IN_FILES = 100  # characters, where there is no terminal that has a width
STYLES = {"diagnosis": "bold red", "note": "bold yellow"}


def print_told(told: Told) -> None:
    """Print one training: its course, the verdict, every finding, then what could not be judged."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH_IN_FILES, highlight=False)
    console.print(_text(told.name, "bold"))
    if told.course:
        console.print(_text(told.course))
    console.print(_text(told.verdict, "green" if told.healthy else "bold"))
    for finding in told.findings:
        console.print()
        console.print(_text(f"{finding.symptom} ({finding.severity})", STYLES[finding.severity]))
        console.print(Padding(_said(finding), (0, 0, 0, 2)))
    console.print()
    for aside in asides(told):
        console.print(_text(aside, "dim"))
    console.print()


def _said(finding: ToldFinding) -> Table:
    said = Table.grid(padding=(0, 2))
    said.add_column(style="dim", no_wrap=True)
    said.add_column()
    for title, text in parts(finding):
        said.add_row(title, _text(text))
    return said


def _text(words: str, style: str = "") -> Text:
    return Text(printable(words), style=style)
