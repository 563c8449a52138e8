"""The learning-rate range test: loss over rising rates, the suggested rate marked."""

import math

from etude.records.range_test import RangeTest
from etude.report.charts import svg
from etude.report.charts.chart import Chart, chart, table
from etude.report.figures_in_words import figure, rate

HEIGHT = 250.0


def draw(test: RangeTest, used: float | None) -> Chart | None:
    """Smoothed loss at each rate; ``used``: the rate of the winning plan."""
    points = [(r, v) for r, v in zip(test.rates, test.losses, strict=False) if math.isfinite(v)]
    if len(points) < 2:
        return None
    field = _field(points)
    parts = [
        svg.axes(field, "learning rate (each step multiplies it)", "loss"),
        svg.path(field.points(points), "line first"),
        _mark(field, test.suggested, "suggested", field.y.end + 10),
    ]
    if used is not None:
        parts.append(_mark(field, used, "used", field.y.end + 26))
    said = f"Loss falls fastest near {rate(test.suggested)}. {_end(test)}"
    if used is not None:
        said += f" The winning plan uses {rate(used)}."
    behind = table(("learning rate", "loss"), [(rate(r), figure(v)) for r, v in points], 15)
    return chart("chart-range-test", "Learning-rate range test", said, HEIGHT, parts, behind)


def _field(points: list[svg.Point]) -> svg.Frame:
    """Beyond twice the first loss the sweep has exploded; the top of the chart cuts it off."""
    rates, losses = [at for at, _ in points], [loss for _, loss in points]
    low, high = svg.span(min(loss, 2 * losses[0]) for loss in losses)
    ends = (max(min(rates), 1e-12), max(rates))
    return svg.frame(ends, (low, high), height=HEIGHT, log_x=True)


def _mark(field: svg.Frame, at_rate: float, word: str, height: float) -> str:
    at = field.x(at_rate)
    right = at > (field.x.start + field.x.end) / 2
    words = svg.text(
        (at - 5 if right else at + 5, height), f"{word} {rate(at_rate)}", "tick",
        "end" if right else "start",
    )  # fmt: skip
    return svg.segment((at, field.y.start), (at, field.y.end), "mark") + words


def _end(test: RangeTest) -> str:
    if math.isinf(test.diverges_at):
        return "No rate tried made it explode."
    return f"From {rate(test.diverges_at)} on it explodes."
