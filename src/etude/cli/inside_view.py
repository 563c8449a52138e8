"""One row on the terminal, as the network reads it: a line a token or step."""

import click

from etude.cli.printing import printable
from etude.cli.tables import print_table
from etude.records.inside import Inside
from etude.report.charts.attention import mean_of
from etude.report.charts.chart import Table
from etude.report.figures_in_words import clipped, figure, share
from etude.report.inside_section import sentences

MOST = 48  # lines; of more parts those that weigh most
BAR = 12  # letters


def print_inside(inside: Inside) -> None:
    """Sentences, then a table of the parts; what pictures show better is left to the page."""
    for sentence in sentences(inside):
        click.echo(printable(sentence))
    click.echo()
    print_table(_table(inside))


def _table(inside: Inside) -> Table:
    weighty = sorted(range(len(inside.parts)), key=lambda p: -abs(inside.parts[p].importance))
    shown = sorted(weighty[:MOST])
    strongest = max((abs(part.importance) for part in inside.parts), default=0.0) or 1.0
    columns = _columns(inside)
    rows = [
        (
            clipped(inside.parts[place].name, 28),
            figure(inside.parts[place].importance),
            _bar(inside.parts[place].importance / strongest),
            *(column[_at(place, len(inside.parts), len(column))] for _, column in columns),
        )
        for place in shown
    ]
    left = len(inside.parts) - len(shown)
    note = f"The {left} that weigh least are left out." if left else ""
    header = ("hidden", "lost", "", *(name for name, _ in columns))
    return Table(header, tuple(rows), note)


def _columns(inside: Inside) -> list[tuple[str, list[str]]]:
    """(Name, a cell a place) of what the model shows at each step."""
    columns = []
    if inside.attention:
        columns.append(("looks most at", _looks(inside)))
    for trace in inside.memory:
        way = "" if len(inside.memory) == 1 else f" {trace.direction}"
        columns.append((f"memory{way}", [figure(one) for one in trace.size]))
        columns.append((f"change{way}", [figure(one) for one in trace.change]))
    for gate in inside.gates:
        columns.append((gate.name.removesuffix("_gate"), [f"{one:.2f}" for one in gate.mean]))
    if inside.pooling:
        columns.append(("weight", [share(one) for one in inside.pooling]))
    return columns


def _at(part: int, parts: int, places: int) -> int:
    """The place that a part belongs to, where places hold several parts each."""
    return min(part // -(-parts // places), places - 1)


def _looks(inside: Inside) -> list[str]:
    """Of the last layer, mean over its heads."""
    last = max(one.layer for one in inside.attention)
    told = []
    for row in mean_of([one for one in inside.attention if one.layer == last]):
        best = max(range(len(row)), key=lambda place: row[place])
        told.append(f"{clipped(inside.places[best], 16)} {share(row[best])}")
    return told


def _bar(part: float) -> str:
    """Plus signs for the answer, minus signs against it."""
    return ("+" if part > 0 else "-") * round(abs(part) * BAR)
