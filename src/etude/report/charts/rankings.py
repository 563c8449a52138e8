"""ROC and precision-recall curves: every threshold at once."""

from collections.abc import Sequence

from etude.records.exam import Curve
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart
from etude.report.figures_in_words import clipped, figure

HEIGHT = 300.0
MOST = 5
STYLES = ("first", "second", "third", "fourth", "fifth")


def draw(curves: Sequence[Curve], name: str) -> Chart | None:
    """The curves of this name (``roc`` or ``precision_recall``), at most five classes."""
    shown = [curve for curve in curves if is_roc(curve) == (name == "roc")][:MOST]
    if not shown:
        return None
    roc = name == "roc"
    labels = ("false alarms", "found") if roc else ("found (recall)", "right (precision)")
    field = svg.frame((0.0, 1.0), (0.0, 1.0), height=HEIGHT, right=190.0)
    parts = [svg.axes(field, *labels), _coin(field, shown[0], roc)]
    for style, curve in zip(STYLES, shown, strict=False):
        points = field.points(zip(curve.x, curve.y, strict=True))
        parts.append(svg.path(points, f"line {style}"))
    parts.append(_legend(field, shown, roc))
    title = "ROC curve" if roc else "Precision and recall"
    return chart(f"chart-{name.replace('_', '-')}", title, _described(shown, roc), HEIGHT, parts,
                 _table(shown, labels))  # fmt: skip


def is_roc(curve: Curve) -> bool:
    """Whether it is a ROC curve; the other kind is precision against recall."""
    return "roc" in curve.name.lower()


def _coin(field: svg.Frame, curve: Curve, roc: bool) -> str:
    ends = [(0.0, 0.0), (1.0, 1.0)] if roc else [(0.0, curve.base), (1.0, curve.base)]
    start, end = field.points(ends)
    return svg.segment(start, end, "mark")


def _legend(field: svg.Frame, shown: Sequence[Curve], roc: bool) -> str:
    parts = []
    for place, (style, curve) in enumerate(zip(STYLES, shown, strict=False)):
        y = 30.0 + 36.0 * place
        left = field.x.end + 10
        parts.append(svg.segment((left, y - 4), (left + 26, y - 4), f"line {style}"))
        parts.append(svg.text((left + 32, y), clipped(curve.label, 15), "label"))
        parts.append(svg.text((left + 32, y + 15), f"area {figure(curve.area)}", "tick"))
    y = 30.0 + 36.0 * len(shown)
    left = field.x.end + 10
    parts.append(svg.segment((left, y - 4), (left + 26, y - 4), "mark"))
    parts.append(svg.text((left + 32, y), "coin" if roc else "always yes", "tick"))
    return "".join(parts)


def _described(shown: Sequence[Curve], roc: bool) -> str:
    areas = "; ".join(f"{clipped(curve.label)} {figure(curve.area)}" for curve in shown)
    if roc:
        return (
            f"How often a random yes is ranked above a random no (the area): {areas}. 1 is"
            " perfect, 0.5 a coin (the dotted diagonal)."
        )
    return (
        f"How often yes is right, averaged as more and more of the yes are found (the average"
        f" precision): {areas}. The dotted line is what saying yes to all would reach."
    )


def _table(shown: Sequence[Curve], labels: tuple[str, str]) -> Table:
    rows = []
    for curve in shown:
        steps = max(1, len(curve.x) // 10)
        rows += [
            (clipped(curve.label), figure(at), figure(x), figure(y))
            for at, x, y in list(zip(curve.thresholds, curve.x, curve.y, strict=True))[::steps]
        ]
    return Table(("class", "yes from", *labels), tuple(rows))
