"""The tokens of a text, each shaded by how much the answer hangs on it."""

from collections.abc import Sequence

from etude.records.inside import Part
from etude.report.charts import svg
from etude.report.charts.chart import Chart, Table, chart, first_rows
from etude.report.figures_in_words import clipped, figure

LETTER, LINE, GAP = 7.6, 26.0, 4.0  # pixels: width of a letter, height of a line, between tokens
LETTERS = 40
DARKEST = 0.35  # share of the colour, so that the word keeps its contrast in light and dark


def draw(parts: Sequence[Part], measure: str) -> Chart | None:
    """The text as it is read; one colour speaks for the answer, the other against it."""
    if not parts:
        return None
    strongest = max(abs(part.importance) for part in parts) or 1.0
    drawn, x, y = [], 8.0, 10.0
    for part in parts:
        word = clipped(part.name, LETTERS)
        width = LETTER * len(word) + 8.0
        if x + width > svg.WIDTH - 8 and x > 8.0:
            x, y = 8.0, y + LINE
        css = "right" if part.importance >= 0 else "wrong"
        opacity = DARKEST * abs(part.importance) / strongest
        drawn.append(svg.box((x, y), (width, LINE - 4), css, opacity))
        drawn.append(svg.text((x + 4, y + 16), word, "figure"))
        x += width + GAP
    said = (
        "The darker, the more the answer hangs on the token: blue speaks for the answer, brown"
        f" against it. Measured by hiding it: what is lost of the {measure}."
    )
    title = "What the answer hangs on"
    return chart("chart-tokens", title, said, y + LINE + 6, drawn, behind(parts, measure))


def behind(parts: Sequence[Part], measure: str) -> Table:
    """The parts as a table, the most important first."""
    ranked = sorted(parts, key=lambda part: -abs(part.importance))
    rows = [(clipped(part.name, 30), figure(part.importance)) for part in ranked]
    return first_rows(("hidden", f"lost of the {measure}"), rows, 64)
