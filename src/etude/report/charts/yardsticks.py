"""The model's score with its interval beside the cheap references."""

import math
from collections.abc import Sequence

from etude.records.exam import Interval
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart
from etude.report.figures_in_words import capital, figure, interval_words

ROW = 30.0


def draw(
    metric: str,
    direction: str,
    yardsticks: Sequence[tuple[str, float]],
    model: tuple[float, Interval] | None,
    where: str,
) -> Chart | None:
    """Dots on one axis; the model is a diamond with its 95 % interval as a bar.

    yardsticks: (name in words, score). model: None before the exam. where: the rows scored.
    """
    rows = list(yardsticks)
    if not rows and model is None:
        return None
    height = 16.0 + ROW * (len(rows) + (model is not None)) + 50.0
    across = _range(rows, model)
    field = svg.frame(across, (0.0, 1.0), height=height, top=10.0, left=190.0, right=80.0)
    better = "lower" if direction == "minimise" else "higher"
    parts = [svg.x_axis(field, f"{metric}, {better} is better")]
    if model is not None:
        parts.append(_model(field, *model))
    for place, (name, score) in enumerate(rows, start=int(model is not None)):
        parts.append(_yardstick(field, _height(place), name, score))
    title = f"{capital(metric)} against the yardsticks"
    said = f"{capital(metric)} on {where}; {better} is better: {_described(rows, model)}"
    return chart("chart-yardsticks", title, said, height, parts, _table(rows, model, metric))


def _range(
    rows: Sequence[tuple[str, float]], model: tuple[float, Interval] | None
) -> tuple[float, float]:
    """All scores, and the interval as far as twice their width: a wild end is cut off."""
    scores = [score for _, score in rows] + ([model[0]] if model else [])
    low, high = svg.span(scores)
    ends = (model[1].low, model[1].high) if model else ()
    wide = high - low
    return svg.span([low, high, *(min(max(e, low - wide), high + wide) for e in ends)], 0.02)


def _height(place: int) -> float:
    return 16.0 + ROW * (place + 0.6)


def _model(field: svg.Frame, score: float, interval: Interval) -> str:
    y = _height(0)
    at, low, high = (field.x(value) for value in (score, interval.low, interval.high))
    right = max((end for end in (at, high) if math.isfinite(end)), default=field.x.start)
    return (
        svg.text((field.x.start - 10, y + 4), "this model", "label", "end")
        + svg.segment((low, y), (high, y), "whisker")
        + (svg.segment((low, y - 5), (low, y + 5), "whisker") if low > field.x.start else "")
        + (svg.segment((high, y - 5), (high, y + 5), "whisker") if high < field.x.end else "")
        + svg.diamond((at, y), "model")
        + svg.text((right + 10, y + 4), figure(score), "label")
    )


def _yardstick(field: svg.Frame, y: float, name: str, score: float) -> str:
    at = field.x(score)
    return (
        svg.text((field.x.start - 10, y + 4), name, "tick", "end")
        + svg.dot((at, y), "hollow", 5.0)
        + svg.text((at + 11, y + 4), figure(score), "tick")
    )


def _described(rows: Sequence[tuple[str, float]], model: tuple[float, Interval] | None) -> str:
    words = [f"{name} {figure(score)}" for name, score in rows]
    if model is not None:
        score, interval = model
        bounds = interval_words(interval.low, interval.high)
        words.insert(
            0, f"this model {figure(score)} ({bounds}: the bar, without a cap where it runs on)"
        )
    return "; ".join(words) + "."


def _table(
    rows: Sequence[tuple[str, float]], model: tuple[float, Interval] | None, metric: str
) -> Table:
    lines = [(name, figure(score, 4), "", "") for name, score in rows]
    if model is not None:
        score, interval = model
        own = ("this model", figure(score, 4), figure(interval.low, 4), figure(interval.high, 4))
        lines.insert(0, own)
    return Table(("what", metric, "interval from", "to"), tuple(lines))
