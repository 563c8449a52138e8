"""Validation loss by the rows learned from, and what twice as many would likely bring."""

from etude.records.moves import MoreData
from etude.report.charts import svg
from etude.report.charts.chart import Chart, chart, table
from etude.report.figures_in_words import figure

HEIGHT = 250.0


def draw(curve: MoreData | None) -> Chart | None:
    """The losses measured, joined, and the one expected beyond them; None where none were."""
    if curve is None or len(curve.points) < 2:
        return None
    measured = [(float(rows), loss) for rows, loss in curve.points]
    rows, loss = measured[-1]
    expected = (2.0 * rows, loss * (1.0 - curve.doubled))
    field = _field([*measured, expected])
    parts = [
        svg.axes(field, "rows learned from (each step doubles them)", "validation loss"),
        svg.path(field.points(measured), "line validation"),
        svg.path(field.points([measured[-1], expected]), "line train"),
        *(svg.dot(at, "filled") for at in field.points(measured)),
        *(_rows(field, many) for many, _ in [*measured, expected]),
        svg.text((field.x(expected[0]) + 8, field.y(expected[1])), "expected", "tick"),
    ]
    behind = [(f"{int(many):,}", figure(value, 4), "measured") for many, value in measured]
    behind.append((f"{int(expected[0]):,}", figure(expected[1], 4), "expected"))
    header = ("rows learned from", "validation loss", "how it is known")
    title = "Would more data help?"
    return chart("chart-more-data", title, curve.sentence, HEIGHT, parts, table(header, behind))


def _rows(field: svg.Frame, many: float) -> str:
    """How many rows a point stands for, below it: one decade is too short for ticks."""
    return svg.text((field.x(many), field.y.start + 16), f"{many:,.0f}", "tick", "middle")


def _field(points: list[svg.Point]) -> svg.Frame:
    rows, losses = [many for many, _ in points], [loss for _, loss in points]
    return svg.frame((min(rows), max(rows)), svg.span(losses), height=HEIGHT, log_x=True)
