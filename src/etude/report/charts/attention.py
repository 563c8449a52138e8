"""Who looks at whom: one picture a way of looking, and their mean."""

from collections.abc import Sequence

from etude.records.inside import Attention, Matrix
from etude.report.charts.chart import Chart, Table, chart, table
from etude.report.charts.heat import grid
from etude.report.figures_in_words import clipped, share


def draw_all(attention: Sequence[Attention], places: Sequence[str]) -> list[Chart]:
    """The mean over the heads of each layer, then each head."""
    charts = []
    for layer in sorted({one.layer for one in attention}):
        heads = [one for one in attention if one.layer == layer]
        name = f"chart-attention-{layer}"
        title = f"Who looks at whom: layer {layer}, mean of {len(heads)} heads"
        charts.append(_draw(name, title, mean_of(heads), places))
        charts += [
            _draw(
                f"{name}-{one.head}",
                f"Who looks at whom: layer {layer}, head {one.head}",
                one.weights,
                places,
            )
            for one in heads
        ]
    return charts


def mean_of(heads: Sequence[Attention]) -> Matrix:
    """Mean weights over heads; every row still sums to 1."""
    rows = zip(*(one.weights for one in heads), strict=True)
    return tuple(tuple(sum(cell) / len(heads) for cell in zip(*row, strict=True)) for row in rows)


def most_seen(weights: Matrix, places: Sequence[str]) -> tuple[str, float]:
    """(The place that is looked at most, the share of all looking that it gets)."""
    got = [sum(column) / len(weights) for column in zip(*weights, strict=True)]
    best = max(range(len(got)), key=lambda place: got[place])
    return places[best], got[best]


def _draw(name: str, title: str, weights: Matrix, places: Sequence[str]) -> Chart:
    dark = max((cell for row in weights for cell in row), default=1.0)
    cells, height = grid(weights, places, places, dark=dark)
    seen, got = most_seen(weights, places)
    said = (
        "Each row is a place that looks, each column one that is looked at; the darkest cell is"
        f" {share(dark)} of a place's looking. Most looked at: “{clipped(seen, 30)}”, with"
        f" {share(got)} of all looking."
    )
    return chart(name, title, said, height, [cells], _table(weights, places))


def _table(weights: Matrix, places: Sequence[str]) -> Table:
    rows = []
    for looking, row in zip(places, weights, strict=True):
        ranked = sorted(range(len(row)), key=lambda place: -row[place])[:3]
        rows.append((clipped(looking, 30), *(_seen(places, row, place) for place in ranked)))
        rows[-1] += ("",) * (4 - len(rows[-1]))
    return table(("looks", "most at", "then at", "then at"), rows, 64)


def _seen(places: Sequence[str], row: Sequence[float], place: int) -> str:
    return f"{clipped(places[place], 20)} {share(row[place])}"
