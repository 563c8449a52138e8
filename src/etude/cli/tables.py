"""A table of the report, on the terminal."""

import sys

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from etude.cli.printing import printable
from etude.report.charts.chart import Table

WIDTH_IN_FILES = 140  # characters, where there is no terminal that has a width


def usual_console() -> Console:
    """As wide as the terminal; where what is printed goes into a file, wide enough for tables."""
    return Console(width=None if sys.stdout.isatty() else WIDTH_IN_FILES)


def print_table(table: Table, console: Console | None = None) -> None:
    """Print it, columns of figures to the right and others to the left, its note below."""
    console = console or usual_console()
    shown = RichTable(box=None, padding=(0, 1), header_style="dim")
    for place, heading in enumerate(table.header):
        figures = place > 0 and all(_is_figure(row[place]) for row in table.rows)
        shown.add_column(printable(heading), justify="right" if figures else "left")
    for row in table.rows:
        shown.add_row(*(Text(printable(cell)) for cell in row))
    console.print(shown)
    if table.note:
        console.print(Text(printable(table.note), style="dim"))


def _is_figure(cell: str) -> bool:
    return not cell or (cell[0] in "-0123456789" and any(sign.isdigit() for sign in cell))
