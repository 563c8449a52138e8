"""The confusion matrix: true classes down, predicted classes across."""

from etude.records.exam import Confusion
from etude.records.figures import counted
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart
from etude.report.figures_in_words import clipped, share

MOST = 12
LEFT, TOP = 150.0, 46.0


def draw(confusion: Confusion) -> Chart | None:
    """Counts in cells, the darker the larger their share of the true class.

    Beyond 12 classes the largest are drawn, and the table says so.
    """
    shown = sorted(_largest(confusion))
    if not shown:
        return None
    labels = [clipped(confusion.labels[at], 18) for at in shown]
    cell = min(90.0, (svg.WIDTH - LEFT - 10) / len(shown))
    tall = min(cell, 44.0)
    parts = [svg.text((LEFT, 14), "predicted", "axis"), svg.text((8, TOP - 8), "true", "axis")]
    for row, true in enumerate(shown):
        middle = TOP + tall * (row + 0.5) + 4
        parts.append(svg.text((LEFT - 8, middle), labels[row], "tick", "end"))
        across = LEFT + cell * (row + 0.5)
        head = clipped(labels[row], max(int(cell / 7), 2))
        parts.append(svg.text((across, TOP - 8), head, "tick", "middle"))
        for column, said in enumerate(shown):
            parts.append(_cell(confusion, true, said, (row, column), (cell, tall)))
    words = f"{counted(_right(confusion), 'row')} of {_all(confusion):,} on the diagonal, so right."
    height = TOP + tall * len(shown) + 12
    title = "Confusion matrix"
    return chart("chart-confusion", title, words, height, parts, _table(confusion, shown, labels))


def _largest(confusion: Confusion) -> list[int]:
    places = range(len(confusion.labels))
    return sorted(places, key=lambda at: -sum(confusion.counts[at]))[:MOST]


def _cell(
    confusion: Confusion, true: int, said: int, place: tuple[int, int], size: tuple[float, float]
) -> str:
    number, whole = confusion.counts[true][said], sum(confusion.counts[true])
    part = number / whole if whole else 0.0
    x, y = LEFT + size[0] * place[1], TOP + size[1] * place[0]
    css = "cell right" if true == said else "cell wrong"
    # At most 35 % of the colour, so that the figure keeps its contrast in light and dark.
    fill = svg.box((x + 1, y + 1), (size[0] - 2, size[1] - 2), css, 0.06 + 0.29 * part)
    middle = (x + size[0] / 2, y + size[1] / 2 + 5)
    return fill + svg.text(middle, f"{number:,}", "label" if true == said else "figure", "middle")


def _right(confusion: Confusion) -> int:
    return sum(row[place] for place, row in enumerate(confusion.counts))


def _all(confusion: Confusion) -> int:
    return sum(sum(row) for row in confusion.counts)


def _table(confusion: Confusion, shown: list[int], labels: list[str]) -> Table:
    rows = tuple(
        (
            labels[place],
            *(f"{confusion.counts[true][said]:,}" for said in shown),
            share(confusion.counts[true][true] / max(sum(confusion.counts[true]), 1)),
        )
        for place, true in enumerate(shown)
    )
    left = len(confusion.labels) - len(shown)
    note = f"{left} smaller classes are left out here." if left > 0 else ""
    return Table(("true", *(f"said {label}" for label in labels), "found"), rows, note)
