"""The live terminal: what is under way redraws below, what was found out stays above."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from etude.cli.printing import printable
from etude.cli.watching import Standing, Training, Watcher
from etude.records.moves import BeginPhase, Judge
from etude.records.notebook import Entry
from etude.report.charts.sparkline import sparkline
from etude.report.figures_in_words import clock, figure
from etude.report.words import phase_title

if TYPE_CHECKING:
    from types import TracebackType

REDRAWS_PER_SECOND = 4
CURVE_WIDTH = 24
BAR_WIDTH = 40
SHOWN_TRAININGS = 8


class LiveView(Watcher):
    """Progress on a terminal that can redraw."""

    def __init__(self, console: Console | None = None) -> None:
        super().__init__()
        self.live = Live(
            get_renderable=lambda: draw(self.standing),
            console=console or Console(),
            refresh_per_second=REDRAWS_PER_SECOND,
            transient=True,
        )

    def __enter__(self) -> "LiveView":
        self.live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        self.live.stop()

    def tell(self, entry: Entry, sentence: str) -> None:
        """Print the sentence above the part that redraws."""
        self.live.console.print(told(entry, sentence))


def told(entry: Entry, sentence: str) -> RenderableType:
    """A sentence as it stays on the screen; a sign says what colour says too."""
    if isinstance(entry.move, BeginPhase):
        title, reason = phase_title(entry.move.phase), printable(entry.move.reason)
        return Group(Rule(Text(title, style="bold"), align="left"), Text(reason))
    if not isinstance(entry.move, Judge):
        return Padding(Text(sentence), (0, 0, 0, 2))
    sign = ("✓ ", "bold green") if entry.move.verdict.kept else ("✗ ", "bold yellow")
    return Text.assemble(sign, sentence)


def draw(standing: Standing) -> RenderableType:
    """The part that redraws: data and target, time, phase, trainings under way."""
    if standing.question is None:
        return Text(standing.doing or "beginning", style="dim")
    parts = [Rule(style="dim"), _header(standing), _time(standing), _phase(standing)]
    if standing.trainings:
        parts.append(_trainings(standing))
    return Group(*parts)


def _header(standing: Standing) -> Text:
    question = standing.question
    assert question is not None
    named = f"{Path(question.source).name} → {', '.join(question.targets)}"
    return Text.assemble((printable(named), "bold"), "  ", (standing.facts, "dim"))


def _time(standing: Standing) -> RenderableType:
    assert standing.question is not None
    budget, used = standing.question.budget_seconds, standing.seconds_now()
    row = Table.grid(padding=(0, 2))
    words = f"{clock(used)} used, {clock(budget - used)} left"
    row.add_row("time", ProgressBar(total=budget, completed=min(used, budget), width=BAR_WIDTH),
                words)  # fmt: skip
    return row


def _phase(standing: Standing) -> Text:
    tally = f"{standing.trials} trials, {standing.kept} kept, {standing.refused} refused"
    doing = f"  {standing.doing} ..." if standing.doing else ""
    return Text.assemble(
        "phase ",
        (phase_title(standing.phase or "data").lower(), "bold"),
        f"  {tally}",
        (doing, "dim"),
    )


def _trainings(standing: Standing) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for heading in ("trial", "change", "stage", "epoch", "train", "", "validation", ""):
        table.add_column(heading, no_wrap=True, overflow="ellipsis")
    running = list(standing.trainings.values())
    for training in running[:SHOWN_TRAININGS]:
        table.add_row(*_cells(training))
    if len(running) > SHOWN_TRAININGS:
        table.add_row("", f"and {len(running) - SHOWN_TRAININGS} more")
    return table


def _cells(training: Training) -> list[RenderableType]:
    last = [figure(curve[-1]) if curve else "" for curve in (training.train, training.validation)]
    return [
        str(training.number),
        Text(printable(training.name)),
        f"{training.stage} x {training.runs}",
        f"{training.epoch}/{training.epochs}" if training.epochs else "waiting",
        Text(sparkline(training.train, CURVE_WIDTH), style="cyan"),
        last[0],
        Text(sparkline(training.validation, CURVE_WIDTH), style="magenta"),
        last[1],
    ]
