"""Permutation importance: what is lost when one column is shuffled."""

from collections.abc import Sequence

from etude.records.exam import Importance
from etude.records.figures import counted
from etude.report.charts import svg
from etude.report.charts.chart import Chart, chart, first_rows
from etude.report.figures_in_words import clipped, figure, share

ROW = 24.0
MOST = 20


def draw(importance: Sequence[Importance]) -> Chart | None:
    """Bars, the largest first, with two standard errors as whiskers."""
    ranked = sorted(importance, key=lambda one: -one.loss_increase)
    shown = ranked[:MOST]
    if not shown:
        return None
    ends = [one.loss_increase + side * one.noise for one in shown for side in (-2, 0, 2)]
    low, high = svg.span((*ends, 0.0), 0.02)
    height = 16.0 + ROW * len(shown) + 50.0
    field = svg.frame((low, high), (0, 1), height=height, top=10.0, left=190.0, right=40.0)
    parts = [svg.x_axis(field, "loss added when the column is shuffled")]
    for place, one in enumerate(shown):
        parts.append(_bar(field, 16.0 + ROW * place, one))
    clear = sum(one.loss_increase > 2 * one.noise for one in ranked)
    said = (
        f"{clear} of {counted(len(ranked), 'column')} add more loss than two standard errors (the"
        f" whisker); {clipped(shown[0].column)} adds most. Columns that tell the same share their"
        " importance."
    )
    rows = [
        (clipped(one.column), figure(one.loss_increase), figure(one.noise), share(one.share))
        for one in ranked
    ]
    behind = first_rows(("column", "loss added", "standard error", "of the loss"), rows, 60)
    title = "What the model looks at"
    return chart("chart-importance", title, said, height, parts, behind)


def _bar(field: svg.Frame, top: float, one: Importance) -> str:
    zero, end, y = field.x(0.0), field.x(one.loss_increase), top + ROW / 2
    low, high = (field.x(one.loss_increase + side * one.noise) for side in (-2, 2))
    return (
        svg.text((field.x.start - 10, y + 4), clipped(one.column, 26), "tick", "end")
        + svg.box((min(zero, end), y - 7), (abs(end - zero), 14), "bar")
        + svg.segment((low, y), (high, y), "whisker")
    )
