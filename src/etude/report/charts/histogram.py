"""How the numbers of a column lie, or how often each class occurs: small bars."""

from collections.abc import Sequence

from etude.records.survey import NumberFacts, ValueCount
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart
from etude.report.figures_in_words import clipped, figure, share

HEIGHT = 180.0
ROW = 24.0
MOST_CLASSES = 15


def draw_numbers(name: str, column: str, numbers: NumberFacts) -> Chart | None:
    """The 20 bins of a column of numbers."""
    if not any(numbers.counts) or len(numbers.edges) != len(numbers.counts) + 1:
        return None
    ends = (numbers.edges[0], numbers.edges[-1])
    field = svg.frame(ends, (0.0, float(max(numbers.counts))), height=HEIGHT)
    bars = zip(numbers.counts, numbers.edges, numbers.edges[1:], strict=False)
    parts = [svg.axes(field, clipped(column, 40), "rows")]
    parts += [_bar(field, rows, low, high) for rows, low, high in bars]
    said = (
        f"{clipped(column)}: from {figure(numbers.minimum)} to {figure(numbers.maximum)}, half of"
        f" the rows between {figure(numbers.lower_quartile)} and {figure(numbers.upper_quartile)},"
        f" median {figure(numbers.median)}."
    )
    return chart(name, f"Values of {clipped(column)}", said, HEIGHT, parts, _bins(numbers))


def _bar(field: svg.Frame, rows: int, low: float, high: float) -> str:
    left, right, top = field.x(low), field.x(high), field.y(float(rows))
    return svg.box((left + 0.5, top), (right - left - 1.0, field.y.start - top), "bar")


def _bins(numbers: NumberFacts) -> Table:
    rows = tuple(
        (f"{figure(low)} to {figure(high)}", f"{rows:,}")
        for rows, low, high in zip(numbers.counts, numbers.edges, numbers.edges[1:], strict=False)
    )
    return Table(("values", "rows"), rows)


def draw_classes(name: str, column: str, classes: Sequence[ValueCount]) -> Chart | None:
    """How many rows each class has, in label order; the largest 15 where there are more."""
    whole = sum(one.count for one in classes)
    if not whole:
        return None
    most = sorted(classes, key=lambda one: -one.count)[:MOST_CLASSES]
    shown = [one for one in classes if one in most][:MOST_CLASSES]
    height = 16.0 + ROW * len(shown) + 50.0
    top = float(max(one.count for one in shown))
    field = svg.frame((0.0, top), (0, 1), height=height, top=10.0, left=190.0)
    parts = [svg.x_axis(field, "rows")]
    for place, one in enumerate(shown):
        parts.append(_class(field, 16.0 + ROW * place, one, whole))
    rarest = min(classes, key=lambda one: one.count)
    said = (
        f"{len(classes)} classes; the rarest, {clipped(rarest.value)}, is"
        f" {share(rarest.count / whole)} of the rows."
    )
    rows = tuple((clipped(one.value), f"{one.count:,}", share(one.count / whole)) for one in shown)
    behind = Table(("class", "rows", "share"), rows)
    return chart(name, f"Classes of {clipped(column)}", said, height, parts, behind)


def _class(field: svg.Frame, top: float, one: ValueCount, whole: int) -> str:
    end, y = field.x(float(one.count)), top + ROW / 2
    return (
        svg.text((field.x.start - 10, y + 4), clipped(one.value, 26), "tick", "end")
        + svg.box((field.x.start, y - 7), (end - field.x.start, 14), "bar")
        + svg.text((end + 6, y + 4), share(one.count / whole), "tick")
    )
