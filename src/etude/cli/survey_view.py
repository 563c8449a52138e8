"""A survey on the terminal: tables, small histograms, and sentences."""

from collections.abc import Iterable
from shlex import quote

from rich.console import Console
from rich.table import Table
from rich.text import Text

from etude.cli.printing import printable
from etude.cli.tables import usual_console
from etude.records.figures import counted
from etude.records.moves import Explored
from etude.records.overview import Overview
from etude.records.survey import ColumnFacts, NumberFacts, Survey
from etude.report.charts.sparkline import sparkline
from etude.report.figures_in_words import clipped, figure, share
from etude.report.metrics_in_words import metric_name

SHOWN_COLUMNS = 200
SHOWN_VALUES = 3
HISTOGRAM_WIDTH = 20
NAME_WIDTH = 32


def print_survey(
    source: str, explored: Explored | Overview, console: Console | None = None
) -> None:
    """Print all that the survey found, the most needed last, next to the prompt."""
    console = console or usual_console()
    survey, used = explored.survey, explored.schema.used()
    row, rows = ("series", "series") if survey.series else ("row", "rows")
    size = f"{counted(survey.rows, row, rows)} looked at, {counted(len(survey.columns), 'column')}"
    console.print(Text.assemble((printable(source), "bold"), f"  {size}, {len(used)} to use"))
    console.print(_columns(survey.columns))
    left_out = [f"{facts.name}: {facts.reason}" for facts in survey.columns if not facts.used]
    _paragraph(console, "Left out", left_out)
    done = (note.text for note in explored.notes if note.act != "left-out")  # told just above
    _paragraph(console, "Done to the data", done)
    _paragraph(console, "Texts", _texts(survey))
    _paragraph(console, "Series", survey.series.sentences if survey.series else ())
    _paragraph(console, "Target", (facts.sentence for facts in survey.targets))
    _paragraph(console, "Best single columns", _singles(survey))
    if isinstance(explored, Explored):
        _paragraph(console, "Split", [explored.split.reason])
        _paragraph(console, "What decides", [explored.problem.metric_reason])
    _paragraph(console, "Warnings", (note.text for note in survey.warnings), style="bold yellow")
    if isinstance(explored, Overview):
        _paragraph(console, "What next", [_what_next(source)])


def _what_next(source: str) -> str:
    return (
        f"Name a column to predict, to see what predicts it: etude explore {quote(source)}"
        f" --target COLUMN. A study then seals some rows for its exam; here all were looked at."
    )


def _paragraph(
    console: Console, title: str, sentences: Iterable[str], *, style: str = "bold"
) -> None:
    told = [printable(sentence) for sentence in sentences if sentence]
    if not told:
        return
    console.print()
    console.print(Text(title, style=style))
    for sentence in told:
        console.print(Text(f"  {sentence}"))


def _columns(columns: tuple[ColumnFacts, ...]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for heading in ("column", "kind", "missing", "distinct", "values", "how they lie"):
        number = heading in ("missing", "distinct")
        table.add_column(heading, justify="right" if number else "left", no_wrap=number)
    for facts in columns[:SHOWN_COLUMNS]:
        table.add_row(*_cells(facts), style="" if facts.used else "dim")
    if len(columns) > SHOWN_COLUMNS:
        table.add_row(f"and {len(columns) - SHOWN_COLUMNS:,} more")
    return table


def _cells(facts: ColumnFacts) -> tuple[Text | str, ...]:
    name = printable(clipped(facts.name, NAME_WIDTH))
    missing = share(facts.missing_share) if facts.missing else ""
    kind = facts.kind if facts.used else f"{facts.kind} (left out)"
    return Text(name), kind, missing, f"{facts.distinct:,}", _values(facts), _histogram(facts)


def _values(facts: ColumnFacts) -> Text:
    if facts.kind in ("number", "series") and facts.numbers:
        return Text(_range(facts.numbers))
    top = facts.top[:SHOWN_VALUES]
    return Text(", ".join(f"{printable(clipped(one.value, 20))} x {one.count:,}" for one in top))


def _range(numbers: NumberFacts) -> str:
    low, middle, high = map(figure, (numbers.minimum, numbers.median, numbers.maximum))
    return f"{low} to {high}, middle {middle}"


def _histogram(facts: ColumnFacts) -> str:
    """Counts by bin of equal width; for categories, by value, the commonest first."""
    counts = facts.numbers.counts if facts.numbers else [one.count for one in facts.top]
    return sparkline(counts, HISTOGRAM_WIDTH)


def _texts(survey: Survey) -> Iterable[str]:
    if survey.texts is None:
        return
    yield from survey.texts.sentences
    lengths = survey.texts.lengths
    if lengths is not None:
        span = f"{lengths.minimum:,.0f} to {lengths.maximum:,.0f} tokens"
        yield f"How their lengths lie, {span}: {sparkline(lengths.counts, HISTOGRAM_WIDTH)}"


def _singles(survey: Survey) -> Iterable[str]:
    for one in survey.single_columns[:SHOWN_VALUES]:
        name = clipped(one.column, NAME_WIDTH)
        yield f"{name}: {metric_name(one.measure)} {figure(one.value)} alone"
