"""Predicted against true, and the errors that are left."""

from itertools import pairwise
from statistics import fmean

from etude.records.exam import Residuals
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart
from etude.report.figures_in_words import clipped, figure, share

HEIGHT = 320.0
GROUPS = 8


def draw(residuals: Residuals, place: int) -> Chart | None:
    """Predictions over true values; a perfect model lies on the dotted line."""
    if not residuals.truth:
        return None
    both = svg.span((*residuals.truth, *residuals.prediction))
    field = svg.frame(both, both, height=HEIGHT)
    start, end = field.points([(both[0], both[0]), (both[1], both[1])])
    points = field.points(zip(residuals.truth, residuals.prediction, strict=True))
    parts = [
        svg.axes(field, "true", "predicted"),
        svg.segment(start, end, "mark"),
        *(svg.dot(point, "speck", 2.5) for point in points),
        svg.text((end[0] + 6, end[1] + 10), "exact", "tick"),
    ]
    target = clipped(residuals.target)
    said = f"{target}: {residuals.sentence} Rows on the dotted line are predicted exactly."
    name, title = f"chart-predicted-{place}", f"Predicted against true: {target}"
    return chart(name, title, said, HEIGHT, parts, _by_truth(residuals))


def draw_errors(residuals: Residuals, place: int) -> Chart | None:
    """Errors over the predictions: a slant or a funnel is a pattern that was not learned."""
    if not residuals.truth:
        return None
    errors = [b - a for a, b in zip(residuals.truth, residuals.prediction, strict=True)]
    field = svg.frame(svg.span(residuals.prediction), svg.span((*errors, 0.0)), height=HEIGHT)
    points = field.points(zip(residuals.prediction, errors, strict=True))
    zero = field.y(0.0)
    parts = [
        svg.axes(field, "predicted", "error (predicted - true)"),
        svg.segment((field.x.start, zero), (field.x.end, zero), "mark"),
        *(svg.dot(point, "speck", 2.5) for point in points),
        svg.text((field.x.end + 6, zero + 4), "no error", "tick"),
    ]
    target = clipped(residuals.target)
    even = "errors without a pattern lie evenly around the dotted line."
    said = f"{target}: {even} {_half(residuals)}"
    rows = tuple((share(part), figure(error)) for part, error in residuals.quantiles)
    behind = Table(("share of rows below", "error"), rows)
    name, title = f"chart-errors-{place}", f"Errors that are left: {target}"
    return chart(name, title, said, HEIGHT, parts, behind)


def _half(residuals: Residuals) -> str:
    ends = dict(residuals.quantiles)
    if 0.25 not in ends or 0.75 not in ends:
        return ""
    return f"Half of all errors lie from {figure(ends[0.25])} to {figure(ends[0.75])}."


def _by_truth(residuals: Residuals) -> Table:
    """Rows in groups of rising truth: where the model is too high or too low."""
    pairs = sorted(zip(residuals.truth, residuals.prediction, strict=True))
    edges = [round(place * len(pairs) / GROUPS) for place in range(GROUPS + 1)]
    groups = [pairs[a:b] for a, b in pairwise(edges) if b > a]
    rows = tuple(
        (
            f"{figure(group[0][0])} to {figure(group[-1][0])}",
            f"{len(group)}",
            figure(fmean(truth for truth, _ in group)),
            figure(fmean(said for _, said in group)),
            figure(fmean(abs(said - truth) for truth, said in group)),
        )
        for group in groups
    )
    header = ("true value", "rows drawn", "true on average", "predicted", "off by")
    return Table(header, rows)
