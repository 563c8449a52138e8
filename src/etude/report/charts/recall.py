"""How much is recalled over distance: a line a model, with its interval at every point."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etude.report.charts import svg
from etude.report.charts.chart import Chart, chart, first_rows
from etude.report.figures_in_words import share, share_bounds

HEIGHT = 300.0
STYLES = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class Point:
    """distance in steps; the rest shares of right answers: mean over seeds and its interval."""

    distance: int
    mean: float
    low: float
    high: float


def draw(
    name: str, title: str, lines: Mapping[str, Sequence[Point]], chance: float
) -> Chart | None:
    """Distances lie by their logarithm; a dotted line is what guessing brings."""
    distances = sorted({point.distance for points in lines.values() for point in points})
    if not distances:
        return None
    across = (min(distances) * 0.9, max(distances) * 1.1)
    field = svg.frame(across, (0.0, 1.05), height=HEIGHT, log_x=True)
    parts = [svg.axes(field, "steps between the token and the question", "share right")]
    parts += [_distance(field, distance) for distance in distances]
    parts.append(_chance(field, chance, across))
    for place, points in enumerate(lines.values()):
        css = STYLES[place % len(STYLES)]
        parts += [_whisker(field, point, css) for point in points]
        parts.append(svg.path(field.points((p.distance, p.mean) for p in points), f"line {css}"))
        parts += [svg.dot((field.x(p.distance), field.y(p.mean)), "hollow", 3.0) for p in points]
    ends = [(points[-1].mean, model, "label") for model, points in lines.items() if points]
    parts.append(svg.end_labels(field, ends))
    rows = [
        (model, f"{p.distance:,}", share(p.mean), f"{share_bounds(p.low, p.high)}")
        for model, points in lines.items()
        for p in points
    ]
    behind = first_rows(("model", "distance", "right", "95 % interval over seeds"), rows, 60)
    said = (
        f"Share of right answers on new sequences, mean over seeds with its 95 % interval; guessing"
        f" brings {share(chance)}."
    )
    return chart(name, title, said, HEIGHT, parts, behind)


def _distance(field: svg.Frame, distance: int) -> str:
    """The distances tried, below the axis: a decade has too few ticks."""
    if math.log10(distance).is_integer():
        return ""  # the axis has it
    return svg.text((field.x(distance), field.y.start + 16), f"{distance:,}", "tick", "middle")


def _chance(field: svg.Frame, chance: float, across: tuple[float, float]) -> str:
    y = field.y(chance)
    line = svg.segment((field.x(across[0]), y), (field.x(across[1]), y), "mark")
    return line + svg.text((field.x.start + 6, y + 14), "guessing", "tick")


def _whisker(field: svg.Frame, point: Point, css: str) -> str:
    at = field.x(point.distance)
    return svg.segment((at, field.y(point.low)), (at, field.y(point.high)), css)
