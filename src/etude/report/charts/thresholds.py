"""Precision, recall, F1 and cost against the probability from which yes is said."""

from collections.abc import Sequence

from etude.records.exam import ThresholdRow
from etude.report.charts import svg
from etude.report.charts.chart import Chart, chart, table
from etude.report.figures_in_words import figure, share

HEIGHT = 270.0


def draw(rows: Sequence[ThresholdRow], chosen: float | None) -> Chart | None:
    """Three lines over the threshold; the chosen one is marked."""
    if not rows:
        return None
    field = svg.frame((0.0, 1.0), (0.0, 1.0), height=HEIGHT)
    lines = {
        "precision": [(row.threshold, row.precision) for row in rows],
        "recall": [(row.threshold, row.recall) for row in rows],
        "F1": [(row.threshold, row.f1) for row in rows],
    }
    parts = [svg.axes(field, "yes from this probability on", "share"), _mark(field, chosen)]
    for style, points in zip(("first", "second", "third"), lines.values(), strict=True):
        parts.append(svg.path(field.points(points), f"line {style}"))
    names = [(points[-1][1], name, "label") for name, points in lines.items()]
    parts.append(svg.end_labels(field, [name for name in names if name[0] == name[0]]))
    costs = any(row.cost is not None for row in rows)
    header = ("threshold", "precision", "recall", "F1", *(("cost per row",) if costs else ()))
    said = _described(rows, chosen)
    behind = table(header, [_cells(row)[: len(header)] for row in rows], 21)
    return chart("chart-threshold", "Where to say yes", said, HEIGHT, parts, behind)


def draw_cost(rows: Sequence[ThresholdRow], chosen: float | None) -> Chart | None:
    """Cost of a row on average over the threshold; None where no costs were given."""
    known = [(row.threshold, row.cost) for row in rows if row.cost is not None]
    if not known:
        return None
    field = svg.frame((0.0, 1.0), svg.span([cost for _, cost in known]), height=HEIGHT)
    parts = [
        svg.axes(field, "yes from this probability on", "cost per row"),
        _mark(field, chosen),
        svg.path(field.points(known), "line first"),
    ]
    at, cheapest = min(known, key=lambda point: point[1])
    said = f"On these rows {figure(cheapest)} a row is the least, saying yes from {figure(at)} on."
    behind = table(("threshold", "cost per row"), [(figure(t), figure(c)) for t, c in known], 21)
    return chart("chart-cost", "What the errors cost", said, HEIGHT, parts, behind)


def _mark(field: svg.Frame, chosen: float | None) -> str:
    if chosen is None:
        return ""
    at = field.x(chosen)
    line = svg.segment((at, field.y.start), (at, field.y.end), "mark")
    return line + svg.text((at + 5, field.y.end + 10), f"chosen {figure(chosen)}", "tick")


def _described(rows: Sequence[ThresholdRow], chosen: float | None) -> str:
    if chosen is None:
        return "A higher threshold gives fewer false alarms and more misses."
    near = min(rows, key=lambda row: abs(row.threshold - chosen))
    return (
        f"Yes is said from {figure(chosen)} on: precision {share(near.precision)}, recall"
        f" {share(near.recall)}. Further right there are fewer false alarms and more misses."
    )


def _cells(row: ThresholdRow) -> tuple[str, ...]:
    cost = "" if row.cost is None else figure(row.cost)
    shares = (row.precision, row.recall, row.f1)
    return (figure(row.threshold), *(share(number) for number in shares), cost)
