"""A few series of each class, one small field a class, so that a person sees what differs."""

import math
from collections.abc import Sequence

from etude.records.series_facts import SeriesExample, SeriesFacts
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart
from etude.report.figures_in_words import clipped, figure

ACROSS = 3  # fields side by side
FIELD_HEIGHT, GAP = 130.0, 14.0
LETTERS = 22  # of a class


def draw(name: str, facts: SeriesFacts, place: int) -> Chart | None:
    """The examples of one channel; None where nothing is known of it."""
    labels = list(dict.fromkeys(example.label for example in facts.examples))
    shown = [value for one in facts.examples for value in one.values[place]]
    if not labels or not any(math.isfinite(value) for value in shown):
        return None
    channel = clipped(facts.channels[place], 40)
    last = max(example.steps[-1] for example in facts.examples)
    spans = ((0.0, float(max(last, 1))), svg.span(shown))
    parts = [
        _field(number, [one for one in facts.examples if one.label == label], place, spans)
        for number, label in enumerate(labels)
    ]
    height = math.ceil(len(labels) / ACROSS) * (FIELD_HEIGHT + GAP) + 20.0
    said = (
        f"{channel} over the steps of {len(facts.examples)} series, all fields to one scale, from"
        f" {figure(spans[1][0])} to {figure(spans[1][1])}; {_told(labels)}."
    )
    return chart(name, f"Examples of {channel}", said, height, parts, _table(facts, place))


def _told(labels: Sequence[str]) -> str:
    return "in reading order: " + ", ".join(clipped(label, LETTERS) for label in labels)


def _field(
    number: int,
    examples: Sequence[SeriesExample],
    place: int,
    spans: tuple[svg.Point, svg.Point],
) -> str:
    """One class: its series as lines, the first one thick."""
    row, column = divmod(number, ACROSS)
    top = row * (FIELD_HEIGHT + GAP)
    width = svg.WIDTH / ACROSS
    left, right = column * width + (46.0 if column == 0 else 12.0), (column + 1) * width - 6.0
    field = svg.Frame(
        svg.Scale(*spans[0], left, right), svg.Scale(*spans[1], top + FIELD_HEIGHT - 18, top + 20)
    )
    parts = [svg.text((left, top + 13), clipped(examples[0].label, LETTERS), "axis")]
    parts += _edges(field, column == 0)
    for rank, example in enumerate(examples):
        values = zip(map(float, example.steps), example.values[place], strict=True)
        parts.append(svg.path(field.points(values), "line first" if rank == 0 else "thin first"))
    return "".join(parts)


def _edges(field: svg.Frame, first: bool) -> list[str]:
    floor = field.y.start
    parts = [svg.segment((field.x.start, floor), (field.x.end, floor), "grid")]
    parts.append(svg.text((field.x.end, floor + 14), svg.tick_word(field.x.high), "tick", "end"))
    for value in field.y.ticks(3) if first else ():
        at = (field.x.start - 5, field.y(value) + 4)
        parts.append(svg.text(at, svg.tick_word(value), "tick", "end"))
    return parts


def _table(facts: SeriesFacts, place: int) -> Table:
    rows = []
    for example in facts.examples:
        known = [value for value in example.values[place] if math.isfinite(value)]
        low, high = (figure(min(known)), figure(max(known))) if known else ("", "")
        rows.append((clipped(example.label, 40), f"{example.steps[-1] + 1:,}", low, high))
    return Table(("series of", "steps", "lowest", "highest"), tuple(rows))
